"""`/api/materials`: files and texts of a learner, which become passages that the tutor searches."""

from alcove.apps.study.materials.files import material_folder
from alcove.apps.study.materials.store.files import list_named as list_material_files

__all__ = ["list_material_files", "material_folder"]
