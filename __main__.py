"""Declare the SCIM provisioning of every app in the stack's settings."""

from functools import partial

from components import end_quietly_when_interrupted, export_together, previous_state
from evidence import EvidenceInOutputs, MadeOnce, switch_off, with_unrecorded
from settings import declared_apps, guarded_provider, load, new_apps, previous_apps, removal_rules

end_quietly_when_interrupted()
settings = load()
state = with_unrecorded(previous_state(), settings)
removal = removal_rules(settings, partial(switch_off, settings.okta))
okta = guarded_provider(settings, state, removal)
once = MadeOnce(settings.okta, new_apps(settings, state))
apps = declared_apps(settings, state, okta, removal, once.ids_of)
evidence = EvidenceInOutputs(settings, previous_apps(settings, state))

outputs = {key: {**app.outputs(), **evidence.of(key, app)} for key, app in apps.items()}
export_together("apps", outputs, beside=partial(once.watch, outputs.values()))
