"""Who may do what, as docs/team.md says it, in one small function; and the people of whom that is asked."""
import dataclasses

PERMITS = {"none": (), "read": ("read",), "write": ("read", "write"), "owner": ("read", "write", "manage")}
# What each kind of answer is, by its status; what is done answers as its sample says.
STATUSES = {"unknown person": (401, 303), "hidden": (404,), "refused": (403,), "stays": (409,)}


@dataclasses.dataclass(frozen=True)
class Who:
    name: str
    # What they may do with the other person's conversation, and with their own.
    access: str = "none"
    own: str = "owner"
    # How that conversation is shared: with those it names, or with the team.
    shared: str = "named"
    role: str = "member"
    is_known: bool = True
    # They stand in its list of people, so that they can be taken out.
    is_listed: bool = False


EVERYBODY = (
    Who("nobody", own="none", is_known=False),
    Who("disabled", is_known=False),
    Who("stranger"),
    Who("removed"),
    Who("left"),
    Who("once of the team"),
    Who("reader", "read", is_listed=True),
    Who("writer", "write", is_listed=True),
    Who("reviewer", "read", own="read", role="reviewer", is_listed=True),
    Who("team reader", "read", shared="team read"),
    Who("team writer", "write", shared="team write"),
    Who("team reviewer", "read", own="read", shared="team write", role="reviewer"),
    Who("owner", "owner"),
    Who("admin", role="admin"),
)
# One of each role is enough where no conversation is meant and a request takes long.
FEW = ("nobody", "disabled", "stranger", "reviewer", "admin")


def expected(door, deed, who, by, target, talks=False):
    """What becomes of a request: "done", or how it is turned away.

    `target` is "own", "another's", "unknown" or "malformed": whose the thing is that the path names."""
    if door == "open":
        return "done"
    if not who.is_known:
        return "unknown person"
    if door in ("admin", "admin_session") and who.role != "admin":
        return "hidden"
    if door in ("session", "admin_session") and by == "token":
        return "refused"
    if deed is None and talks and who.role == "reviewer":
        return "refused"
    if deed is None:
        return "done" if target == "own" else "hidden"
    access = {"own": who.own, "another's": who.access}.get(target, "none")
    if "read" not in PERMITS[access]:
        return "hidden"
    if deed == "leave" and (target == "own" or access == "owner"):
        return "stays"
    if deed == "leave":
        return "done" if who.is_listed else "hidden"
    return "done" if deed in PERMITS[access] else "refused"
