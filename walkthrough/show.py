"""What a person sees of the walkthrough."""

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Show:
    """The walkthrough on one console; plain lines where it is no terminal."""

    console: Console

    def heading(self, text: str) -> None:
        """Begin a part."""
        self.console.print(f"\n[bold]== {text}[/bold]", highlight=False)

    def left_to_you(self, pending: dict[str, dict[str, Any]], pages: list[str]) -> None:
        """List the steps that a person has to do, with exact values and addresses, and where they stand as a page."""
        for app in pending.values():
            self.heading(f"Left to you: {app['label']}")
            for number, step in enumerate(app["stepsLeft"], start=1):
                self._line(f"{number}. {step['title']}")
                self._line(f"   {step['url']}")
                for line in step["do"]:
                    self._line(f"   - {line}")
        self._line("\nThe same as a page: " + " ".join(pages))
        self._line("The console asks for a token to sign in: .venv/bin/python -m sandbox token console")
        self._line('A SCIM token\'s command works after: eval "$(make -s environment)"')
        self._line("When you are done, run `make up BY_HAND=1` again.")

    def people(self, answer: dict[str, Any]) -> None:
        """Show who exists at each service provider, and what Okta pushed to make it so."""
        for tenant, people in answer["people"].items():
            rows = [[person["userName"], person["name"], "yes" if person["active"] else "no"] for person in people]
            self._table(f"At {tenant}", ["User name", "Name", "Active"], rows)
        pushes = [[push[key] for key in ("app", "person", "operation", "outcome")] for push in answer["pushes"]]
        self._table("Pushed by Okta", ["App", "Person", "Operation", "Outcome"], pushes)

    def ending(self, changed: bool) -> None:
        """Say what to try next."""
        if not changed:
            self._line("\nNothing changed: Okta already is as declared.")
        self._line(
            "\nTry next:\n"
            "  .venv/bin/python -m sandbox status                        where org, console and SCIM servers are\n"
            '  eval "$(make -s environment)"; pulumi stack output apps   what the stack says of each app\n'
            "  edit Pulumi.dev.yaml, then `make up`                      change something and see who is pushed\n"
            "  make down                                                 destroy and stop everything"
        )

    def _table(self, title: str, columns: list[str], rows: list[list[str]]) -> None:
        table = Table(title=title, title_justify="left")
        for column in columns:
            table.add_column(column)
        for row in rows:
            table.add_row(*row)
        self.console.print(table)

    def _line(self, text: str) -> None:
        self.console.print(text, highlight=False, markup=False, soft_wrap=True)
