"""What people call the other holders, as far as an invitation wrote it down."""

from trustee.key_file import HolderKey, JointKey
from trustee.local.notes import Notes


def names_of_holders(notes: Notes, owner: int, key: HolderKey) -> dict[int, str]:
    """Names by owner number, of the holders of one's own joint key; ``owner`` is one's own number in the election."""
    making = notes.making(key.head.run) if isinstance(key, JointKey) else None
    if making is None or not isinstance(key, JointKey):
        return {}
    first = owner - key.owner
    return {first + number: name for number, name in enumerate(making.invitation.names, start=1)}
