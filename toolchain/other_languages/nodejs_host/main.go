// The language host of TypeScript programs for machines that cannot get the official one, whose module is not published
// everywhere. It runs programs on the `@pulumi/pulumi` that they bring, and writes SDKs with Pulumi's own generator.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"

	codegen "github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// What `@pulumi/pulumi` ends with when it has told the person what is wrong.
const alreadyTold = 32

type languageHost struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engineAddress string
}

func main() {
	stop := make(chan bool)
	interrupted, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(interrupted, func() { close(stop) })
	// The engine's address is the last word; before it stand options of the official host.
	host := &languageHost{engineAddress: os.Args[len(os.Args)-1]}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, host)
			return nil
		},
	})
	if err == nil {
		fmt.Println(server.Port)
		err = <-server.Done
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Run runs a program once, with its output passed on as it comes.
func (host *languageHost) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	directory := request.Info.ProgramDirectory
	arguments := []string{
		filepath.Join(directory, "node_modules", "@pulumi", "pulumi", "cmd", "run"),
		"--monitor", request.MonitorAddress,
		"--engine", host.engineAddress,
		"--organization", request.Organization,
		"--project", request.Project,
		"--root-directory", request.Info.RootDirectory,
		"--stack", request.Stack,
		"--pwd", directory,
		"--parallel", strconv.Itoa(int(request.Parallel)),
	}
	if request.DryRun {
		arguments = append(arguments, "--dry-run")
	}
	arguments = append(append(arguments, request.Info.EntryPoint), request.Args...)
	settings, err := json.Marshal(request.Config)
	if err != nil {
		return nil, err
	}
	secretKeys, err := json.Marshal(append([]string{}, request.ConfigSecretKeys...))
	if err != nil {
		return nil, err
	}
	node := exec.CommandContext(ctx, "node", arguments...)
	node.Env = append(os.Environ(),
		"PULUMI_CONFIG="+string(settings),
		"PULUMI_CONFIG_SECRET_KEYS="+string(secretKeys),
		"PULUMI_NODEJS_TYPESCRIPT=true",
	)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	if err := node.Run(); err != nil {
		if node.ProcessState != nil && node.ProcessState.ExitCode() == alreadyTold {
			return &pulumirpc.RunResponse{Bail: true}, nil
		}
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	return &pulumirpc.RunResponse{}, nil
}

// InstallDependencies installs what the program's package.json asks for.
func (host *languageHost) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, stream pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(stream, request.IsTerminal)
	if err != nil {
		return err
	}
	defer closer.Close()
	npm := exec.CommandContext(stream.Context(), "npm", "install", "--prefer-offline", "--no-audit", "--no-fund")
	npm.Dir, npm.Stdout, npm.Stderr = request.Info.ProgramDirectory, stdout, stderr
	return npm.Run()
}

// GeneratePackage writes the TypeScript SDK of a package's schema.
func (host *languageHost) GeneratePackage(
	ctx context.Context, request *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	client, err := schema.NewLoaderClient(request.LoaderTarget)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	loader := schema.NewCachedLoader(client)
	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(request.Schema), &spec); err != nil {
		return nil, err
	}
	bound, diagnostics, err := schema.BindSpec(spec, loader, schema.ValidationOptions{AllowDanglingReferences: true})
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GeneratePackageResponse{Diagnostics: plugin.HclDiagnosticsToRPCDiagnostics(diagnostics)}
	if diagnostics.HasErrors() {
		return response, nil
	}
	files, err := codegen.GeneratePackage(
		"pulumi-language-nodejs", bound, request.ExtraFiles, request.LocalDependencies, request.Local, loader)
	if err != nil {
		return nil, err
	}
	for name, content := range files {
		path := filepath.Join(request.Directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// Link takes generated SDKs into the program's package.json, by the names that their own have.
func (host *languageHost) Link(ctx context.Context, request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	directory := request.Info.ProgramDirectory
	for _, linked := range request.Packages {
		content, err := os.ReadFile(filepath.Join(directory, linked.Path, "package.json"))
		if err != nil {
			return nil, err
		}
		var sdk struct{ Name string }
		if err := json.Unmarshal(content, &sdk); err != nil {
			return nil, err
		}
		npm := exec.CommandContext(ctx, "npm", "pkg", "set", fmt.Sprintf("dependencies.%s=file:%s", sdk.Name, linked.Path))
		npm.Dir = directory
		if said, err := npm.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("linking %s: %w: %s", sdk.Name, err, said)
		}
	}
	return &pulumirpc.LinkResponse{}, nil
}

// GetRequiredPackages asks for none: a program's Pulumi.yaml names those that it does not find by itself.
func (host *languageHost) GetRequiredPackages(
	ctx context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// GetPluginInfo tells no version: the engine takes the host as it is.
func (host *languageHost) GetPluginInfo(ctx context.Context, _ *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{}, nil
}

// Handshake has nothing to agree on.
func (host *languageHost) Handshake(
	ctx context.Context, request *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// Cancel has nothing to undo: the engine ends this process next, and the end of the call ends the program.
func (host *languageHost) Cancel(ctx context.Context, _ *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}
