"""Options of a component's children."""

import pulumi


def child_options(parent: pulumi.ComponentResource, opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """Hand on what a child must share with its component, and nothing else.

    `depends_on`, `deleted_with` and hooks act on resources, not on the component that holds them; aliases and the like
    are the component's own.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        depends_on=opts.depends_on if opts else None,
        deleted_with=opts.deleted_with if opts else None,
        hooks=opts.hooks if opts else None,
    )
