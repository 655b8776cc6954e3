"""`/api/materials`: files and texts of a learner, which become passages that the tutor searches."""

from alcove.apps.study.materials.chunks import split_text
from alcove.apps.study.materials.files import material_folder
from alcove.apps.study.materials.jobs import extraction_job, index_job
from alcove.apps.study.materials.model import number_passages
from alcove.apps.study.materials.store.files import list_named as list_material_files

__all__ = [
    "extraction_job",
    "index_job",
    "list_material_files",
    "material_folder",
    "number_passages",
    "split_text",
]
