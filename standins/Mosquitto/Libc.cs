using System.Runtime.InteropServices;

namespace AIoT.Embedded.Mosquitto;

/// <summary>
/// The calls that wait for a socket. libmosquitto's own loop waits with select(), which breaks at the 1024th
/// descriptor of a process: a process that runs many boards needs poll().
/// </summary>
internal static unsafe partial class Libc
{
    public const short PollIn = 1;
    public const short PollOut = 4;
    private const int EventFdNonBlocking = 0x800;
    private const int EventFdCloseOnExec = 0x80000;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, ulong* value, nuint count);

    [LibraryImport("libc")]
    private static partial nint read(int descriptor, ulong* value, nuint count);

    [LibraryImport("libc")]
    public static partial int close(int descriptor);

    /// <summary>A counter that a waiting thread can poll.</summary>
    public static int CreateWakeUp()
    {
        int descriptor = eventfd(0, EventFdNonBlocking | EventFdCloseOnExec);
        return descriptor >= 0 ? descriptor : throw new MosquittoException(MosquittoError.System, "eventfd failed: too many open files? (ulimit -n)");
    }

    public static void WakeUp(int descriptor)
    {
        ulong one = 1;
        _ = write(descriptor, &one, sizeof(ulong));
    }

    /// <summary>Waits at most <paramref name="timeoutMilliseconds"/> for the socket or a wake-up, and takes the wake-up.</summary>
    /// <returns>The socket's events: 0 when nothing came.</returns>
    public static short Wait(int socket, short events, int wakeUp, int timeoutMilliseconds)
    {
        PollFd* descriptors = stackalloc PollFd[2];
        descriptors[0] = new PollFd { Descriptor = socket, Events = events };
        descriptors[1] = new PollFd { Descriptor = wakeUp, Events = PollIn };
        if (poll(descriptors, 2, timeoutMilliseconds) <= 0)
        {
            return 0;
        }

        if (descriptors[1].Returned != 0)
        {
            ulong taken;
            _ = read(wakeUp, &taken, sizeof(ulong));
        }

        return descriptors[0].Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
