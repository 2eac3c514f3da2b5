/* Loaded in front of libc (LD_PRELOAD). Writes down every change below the folder DISK_ROOT into the file DISK_LOG,
 * in the order in which the calls came back, together with everything the process said on its standard output: so a
 * promise made to somebody has its place among the writes it rests on.
 *
 * A record: op (1 byte), then three 64-bit numbers (offset or size, length of the path, length of the data), then
 * path and data. Ops: C created, W written, T cut to a size, S synced, U unlinked, R renamed (data = new name),
 * K folder made, N said on standard output.
 *
 * DISK_FULL_FROM=n: from the n-th write below the root on (counted from 1), writes fail with ENOSPC, as does making
 * files, and the disk says that it has no block left. Reading, syncing and deleting still work, as on a real one.
 * DISK_READ_ONLY_FROM=n: from the n-th write on every change fails with EROFS, as after a fault of the medium, when the
 * kernel mounts the file system anew for reading only; files that were open for writing stay open.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FDS 4096
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static char *path_of[MOST_FDS];
static const char *root;
static int log_fd = -1;
static long full_from, read_only_from, writes;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void)
{
    const char *log = getenv("DISK_LOG"), *full = getenv("DISK_FULL_FROM");
    const char *read_only = getenv("DISK_READ_ONLY_FROM");
    root = getenv("DISK_ROOT");
    full_from = full ? atol(full) : 0;
    read_only_from = read_only ? atol(read_only) : 0;
    if (root && log)
        log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path)
{
    return log_fd >= 0 && path && !strncmp(path, root, strlen(root));
}

static const char *known(int fd)
{
    return fd >= 0 && fd < MOST_FDS ? path_of[fd] : NULL;
}

static void note(char op, const char *path, uint64_t number, const void *data, uint64_t length)
{
    uint64_t path_length = path ? strlen(path) : 0;
    struct iovec parts[] = {
        {&op, 1}, {&number, 8}, {&path_length, 8}, {&length, 8}, {(void *)path, path_length}, {(void *)data, length},
    };
    pthread_mutex_lock(&turn);
    if (syscall(SYS_writev, log_fd, parts, 6) < 0)
        abort(); /* a hole in the recording would make every replay a lie */
    pthread_mutex_unlock(&turn);
}

/* A write is about to happen: whether the disk takes it. */
static int refused(void)
{
    long from = full_from ? full_from : read_only_from;
    if (!from || __sync_add_and_fetch(&writes, 1) < from)
        return 0;
    errno = full_from ? ENOSPC : EROFS;
    return 1;
}

/* Any other change is about to happen: whether the disk takes none any more. */
static int read_only(const char *path)
{
    if (!path || !read_only_from || writes < read_only_from)
        return 0;
    errno = EROFS;
    return 1;
}

static int there(const char *path)
{
    struct stat found;
    return syscall(SYS_newfstatat, AT_FDCWD, path, &found, 0) == 0;
}

static int remember(int fd, const char *path, int flags, int was_there)
{
    if (fd < 0 || fd >= MOST_FDS)
        return fd;
    free(path_of[fd]);
    path_of[fd] = ours(path) ? strdup(path) : NULL;
    if (!path_of[fd])
        return fd;
    if (!was_there && (flags & O_CREAT))
        note('C', path, 0, NULL, 0);
    else if (flags & O_TRUNC)
        note('T', path, 0, NULL, 0);
    return fd;
}

#define OPENED(call)                                                     \
    int was_there = ours(path) ? there(path) : 1;                        \
    mode_t mode = 0;                                                     \
    if (flags & (O_CREAT | O_TMPFILE)) {                                 \
        va_list more;                                                    \
        va_start(more, flags);                                           \
        mode = va_arg(more, int);                                        \
        va_end(more);                                                    \
    }                                                                    \
    if (ours(path) && !was_there && (flags & O_CREAT) && refused())     \
        return -1;                                                       \
    return remember(call, path, flags, was_there)

int open(const char *path, int flags, ...) { OPENED(REAL(open)(path, flags, mode)); }
int open64(const char *path, int flags, ...) { OPENED(REAL(open64)(path, flags, mode)); }
int openat(int at, const char *path, int flags, ...) { OPENED(REAL(openat)(at, path, flags, mode)); }
int openat64(int at, const char *path, int flags, ...) { OPENED(REAL(openat64)(at, path, flags, mode)); }

int close(int fd)
{
    if (known(fd)) {
        free(path_of[fd]);
        path_of[fd] = NULL;
    }
    return REAL(close)(fd);
}

ssize_t write(int fd, const void *data, size_t length)
{
    const char *path = known(fd);
    if (!path) {
        if (fd == STDOUT_FILENO && log_fd >= 0)
            note('N', NULL, 0, data, length);
        return REAL(write)(fd, data, length);
    }
    struct stat now;
    off_t at = lseek(fd, 0, SEEK_CUR);
    if ((fcntl(fd, F_GETFL) & O_APPEND) && !fstat(fd, &now))
        at = now.st_size;
    if (refused())
        return -1;
    ssize_t done = REAL(write)(fd, data, length);
    if (done > 0)
        note('W', path, at, data, done);
    return done;
}

#define WRITTEN_AT(call)                     \
    const char *path = known(fd);            \
    if (path && refused())                  \
        return -1;                           \
    ssize_t done = call;                     \
    if (path && done > 0)                    \
        note('W', path, at, data, done);     \
    return done

ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { WRITTEN_AT(REAL(pwrite)(fd, data, length, at)); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at)
{
    WRITTEN_AT(REAL(pwrite64)(fd, data, length, at));
}

#define CHANGED(op, call, path, number, data, length) \
    if (read_only(path))                              \
        return -1;                                    \
    int done = call;                                  \
    if (!done && (path))                              \
        note(op, path, number, data, length);         \
    return done

int ftruncate(int fd, off_t size) { CHANGED('T', REAL(ftruncate)(fd, size), known(fd), size, NULL, 0); }
int ftruncate64(int fd, off64_t size) { CHANGED('T', REAL(ftruncate64)(fd, size), known(fd), size, NULL, 0); }
int fsync(int fd) { CHANGED('S', REAL(fsync)(fd), known(fd), 0, NULL, 0); }
int fdatasync(int fd) { CHANGED('S', REAL(fdatasync)(fd), known(fd), 0, NULL, 0); }
int unlink(const char *path) { CHANGED('U', REAL(unlink)(path), ours(path) ? path : NULL, 0, NULL, 0); }
int mkdir(const char *path, mode_t mode) { CHANGED('K', REAL(mkdir)(path, mode), ours(path) ? path : NULL, 0, NULL, 0); }
int rename(const char *from, const char *to)
{
    CHANGED('R', REAL(rename)(from, to), ours(to) ? from : NULL, 0, to, strlen(to));
}

static int no_block(int done, struct statvfs *disk)
{
    if (!done && full_from && writes >= full_from)
        disk->f_bavail = disk->f_bfree = 0;
    return done;
}

int statvfs(const char *path, struct statvfs *disk) { return no_block(REAL(statvfs)(path, disk), disk); }
int statvfs64(const char *path, struct statvfs64 *disk)
{
    return no_block(REAL(statvfs64)(path, disk), (struct statvfs *)disk); /* one layout where long has 64 bits */
}
