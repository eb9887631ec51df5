"""Uploads: photos that arrive piece by piece, for whatever record they are about."""

from tenants.uploads.arriving import FOLDER, MOST_PIECE, Into, Upload, append, begin, finish, forget, upload
from tenants.uploads.sweeping import sweep

__all__ = ["FOLDER", "MOST_PIECE", "Into", "Upload", "append", "begin", "finish", "forget", "sweep", "upload"]
