"""Figures as ratios against something plain in the same run: `make bench DATA=FOLDER`."""
