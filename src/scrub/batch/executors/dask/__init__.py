"""Jobs on the workers of a Dask cluster. Nothing outside this folder knows of Dask."""
