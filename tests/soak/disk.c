/* Fails the n-th change that a process makes to files below a folder; loaded with LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[4096];
static int fail_at, fail_with, for_ever, seen;

/* at 0: only count */
void disk_arm(const char *below, int at, int with, int sticky) {
    strncpy(folder, below, sizeof folder - 1);
    fail_at = at, fail_with = with, for_ever = sticky, seen = 0;
}
int disk_seen(void) { return seen; }

static int refused(const char *path);
/* a disk that stays full still renames, removes and flushes */
#define ROOMLESS(refusal) (!(for_ever && fail_at) && (refusal))

static int refused(const char *path) {
    if (!folder[0] || !path || strncmp(path, folder, strlen(folder))) return 0;
    if (strstr(path, "/log.txt")) return 0;
    seen++;
    if (fail_at && (seen == fail_at || (for_ever && seen > fail_at))) return errno = fail_with, 1;
    return 0;
}
static int refused_at(int fd, const char *path) {
    char full[8192], link[64];
    ssize_t n;
    if (!folder[0] || !path) return 0;
    if (path[0] == '/') return refused(path);
    if (fd == AT_FDCWD) {
        if (!getcwd(full, 4000)) return 0;
        n = strlen(full);
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if ((n = readlink(link, full, 4000)) < 0) return 0;
    }
    snprintf(full + n, sizeof full - n, "/%s", path);
    return refused(full);
}
static int refused_fd(int fd) {
    char path[4096], link[64];
    ssize_t n;
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if ((n = readlink(link, path, sizeof path - 1)) < 0) return 0;
    path[n] = 0;
    return refused(path);
}
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define CHANGES(flags) ((flags) & (O_CREAT | O_TRUNC))
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; va_end(more); \
        if (CHANGES(flags) && refused_at(AT_FDCWD, path)) return -1; \
        return REAL(name)(path, flags, mode); }
#define OPENAT(name) \
    int name(int fd, const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; va_end(more); \
        if (CHANGES(flags) && refused_at(fd, path)) return -1; \
        return REAL(name)(fd, path, flags, mode); }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *b, size_t n) { return refused_fd(fd) ? -1 : REAL(write)(fd, b, n); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { return refused_fd(fd) ? -1 : REAL(pwrite)(fd, b, n, o); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) { return refused_fd(fd) ? -1 : REAL(pwrite64)(fd, b, n, o); }
int fsync(int fd) { return ROOMLESS(refused_fd(fd)) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return ROOMLESS(refused_fd(fd)) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t n) { return refused_fd(fd) ? -1 : REAL(ftruncate)(fd, n); }
int ftruncate64(int fd, off64_t n) { return refused_fd(fd) ? -1 : REAL(ftruncate64)(fd, n); }
int rename(const char *a, const char *b) { return ROOMLESS(refused_at(AT_FDCWD, b)) ? -1 : REAL(rename)(a, b); }
int renameat(int x, const char *a, int y, const char *b) { return ROOMLESS(refused_at(y, b)) ? -1 : REAL(renameat)(x, a, y, b); }
int link(const char *a, const char *b) { return refused_at(AT_FDCWD, b) ? -1 : REAL(link)(a, b); }
int linkat(int x, const char *a, int y, const char *b, int f) { return refused_at(y, b) ? -1 : REAL(linkat)(x, a, y, b, f); }
int unlink(const char *a) { return ROOMLESS(refused_at(AT_FDCWD, a)) ? -1 : REAL(unlink)(a); }
int unlinkat(int x, const char *a, int f) { return ROOMLESS(refused_at(x, a)) ? -1 : REAL(unlinkat)(x, a, f); }
int mkdir(const char *a, mode_t m) { return refused_at(AT_FDCWD, a) ? -1 : REAL(mkdir)(a, m); }
int mkdirat(int x, const char *a, mode_t m) { return refused_at(x, a) ? -1 : REAL(mkdirat)(x, a, m); }
