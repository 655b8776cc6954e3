"""What belongs to an account: its export, and its deletion after a grace period."""

from alcove.apps.study.account_data.deletion import AccountDeletion, SoleOwner, build_deletion
from alcove.apps.study.account_data.export import open_export, open_objects
from alcove.apps.study.account_data.model import Deletion
from alcove.apps.study.account_data.store.objects import LIST_CONTENTS

__all__ = ["LIST_CONTENTS", "AccountDeletion", "Deletion", "SoleOwner", "build_deletion", "open_export", "open_objects"]
