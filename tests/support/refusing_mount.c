/*
 * Makes calls below one folder fail as on mounts that lack them; loaded with LD_PRELOAD.
 *
 * REFUSING_FOLDER is the folder. REFUSED lists calls and their errors: "rename_no_replace=22 link=1 mode=1".
 * LONGEST_NAME and REFUSED_LETTERS restrict the names of files.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_below(const char *path) {
    const char *folder = getenv("REFUSING_FOLDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_open_below(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* Return whether a call is refused, and set errno. */
static int is_refused(const char *call) {
    const char *list = getenv("REFUSED");
    size_t length = strlen(call);
    for (const char *entry = list; entry; entry = strchr(entry, ' ')) {
        if (*entry == ' ') entry++;
        if (strncmp(entry, call, length) == 0 && entry[length] == '=') {
            errno = atoi(entry + length + 1);
            return 1;
        }
    }
    return 0;
}

static int is_bad_name(const char *path) {
    const char *longest = getenv("LONGEST_NAME"), *letters = getenv("REFUSED_LETTERS");
    if (!is_below(path)) return 0;
    const char *name = strrchr(path, '/');
    if (!name++) return 0;
    if (longest && strlen(name) > (size_t)atoi(longest)) {
        errno = ENAMETOOLONG;
        return 1;
    }
    if (letters && strpbrk(name, letters)) {
        errno = EINVAL;
        return 1;
    }
    return 0;
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    if (is_bad_name(to)) return -1;
    if (is_below(to) && (flags & 1) && is_refused("rename_no_replace")) return -1;
    return NEXT(renameat2)(from_folder, from, to_folder, to, flags);
}

int rename(const char *from, const char *to) {
    if (is_bad_name(to)) return -1;
    if (is_below(to) && is_refused("rename")) return -1;
    if (is_below(to) && !is_below(from) && is_refused("move_in")) return -1;
    return NEXT(rename)(from, to);
}

int link(const char *from, const char *to) {
    if (is_bad_name(to)) return -1;
    if (is_below(to) && is_refused("link")) return -1;
    return NEXT(link)(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (is_bad_name(to)) return -1;
    if (is_below(to) && is_refused("link")) return -1;
    return NEXT(linkat)(from_folder, from, to_folder, to, flags);
}

int chmod(const char *path, mode_t mode) {
    if (is_below(path) && is_refused("mode")) return -1;
    return NEXT(chmod)(path, mode);
}

int fchmod(int descriptor, mode_t mode) {
    if (is_open_below(descriptor) && is_refused("mode")) return -1;
    return NEXT(fchmod)(descriptor, mode);
}

int fchmodat(int folder, const char *path, mode_t mode, int flags) {
    if (is_below(path) && is_refused("mode")) return -1;
    return NEXT(fchmodat)(folder, path, mode, flags);
}

int chown(const char *path, uid_t owner, gid_t group) {
    if (is_below(path) && is_refused("owner")) return -1;
    return NEXT(chown)(path, owner, group);
}

int fchown(int descriptor, uid_t owner, gid_t group) {
    if (is_open_below(descriptor) && is_refused("owner")) return -1;
    return NEXT(fchown)(descriptor, owner, group);
}

int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
    if (is_below(path) && is_refused("times")) return -1;
    return NEXT(utimensat)(folder, path, times, flags);
}

int futimens(int descriptor, const struct timespec times[2]) {
    if (is_open_below(descriptor) && is_refused("times")) return -1;
    return NEXT(futimens)(descriptor, times);
}

int flock(int descriptor, int operation) {
    static int (*next)(int, int);
    if (!next) next = (int (*)(int, int))dlsym(RTLD_NEXT, "flock");
    if (is_open_below(descriptor) && is_refused("flock")) return -1;
    return next(descriptor, operation);
}

int fsync(int descriptor) {
    struct stat found;
    if (is_open_below(descriptor) && fstat(descriptor, &found) == 0) {
        if (S_ISDIR(found.st_mode) && is_refused("sync_folder")) return -1;
        if (S_ISREG(found.st_mode) && is_refused("sync_file")) return -1;
    }
    return NEXT(fsync)(descriptor);
}

/* A file that is opened for writing without being created. */
static int is_reopened(const char *path, int flags) {
    return is_below(path) && (flags & O_ACCMODE) != O_RDONLY && !(flags & O_CREAT);
}

#define OPEN(name)                                                                       \
    int name(const char *path, int flags, ...) {                                         \
        va_list arguments;                                                               \
        va_start(arguments, flags);                                                      \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;   \
        va_end(arguments);                                                               \
        if ((flags & O_CREAT) && is_bad_name(path)) return -1;                           \
        if (is_reopened(path, flags) && is_refused("reopen")) return -1;                 \
        return NEXT(name)(path, flags, mode);                                            \
    }

OPEN(open)
OPEN(open64)

int mkdir(const char *path, mode_t mode) {
    if (is_bad_name(path)) return -1;
    return NEXT(mkdir)(path, mode);
}
