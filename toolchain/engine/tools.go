//go:build tools

// Package engine pins the Pulumi CLI and all that it is built from.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
