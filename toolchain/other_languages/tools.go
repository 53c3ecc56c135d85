//go:build tools

// Package other_languages pins the language hosts for programs that are not in Python.
package other_languages

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
