# Which BLAS this process has loaded, and the kernel that it takes, as OpenBLAS says itself.
import ctypes
import os
import re


def blas():
    try:
        with open("/proc/self/maps") as maps:
            files = sorted({line.split()[-1] for line in maps if re.search(r"openblas|mkl_rt|libblis|libblas", line)})
    except OSError:
        return "not told by this system"
    for file in files:
        library = ctypes.CDLL(file)
        for prefix in ("", "scipy_"):
            for suffix in ("", "64_", "_64"):
                try:
                    name = getattr(library, f"{prefix}openblas_get_corename{suffix}")
                except AttributeError:
                    continue
                name.restype = ctypes.c_char_p
                return f"OpenBLAS, kernel {name().decode()}"
    return ", ".join(os.path.basename(file) for file in files) or "none loaded"


answer = blas()
