import * as oktaScim from "@pulumi/okta-scim";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const zscaler = new oktaScim.ScimProvisioning("zscaler", {
    app: {
        label: "Zscaler 2.0",
        catalogue: { name: "zscalerbyz", settings: { siteDomain: "example.com" } },
        usernameFormat: oktaScim.UsernameFormat.EMAIL,
    },
    connection: {
        baseUrl: config.require("scimBaseUrl"),
        token: config.requireSecret("scimToken"),
    },
    adminConsoleUrl: config.require("adminConsoleUrl"),
    features: { create: true, deactivate: true },
    groups: [{ name: "Engineering" }],
    preflight: oktaScim.Preflight.REQUIRED,
});

export const appId = zscaler.appId;
export const provisioningStatus = zscaler.provisioningStatus;
export const groupsAssigned = zscaler.groupsAssigned;
export const stepsLeft = zscaler.stepsLeft.apply((steps) => steps.map((step) => `${step.title}: ${step.url}`));
