using System.Runtime.InteropServices;

namespace AIoT.Embedded.Hil.Targets;

/// <summary>A Linux tty in raw mode: eight bits, no parity, no flow control, no echo, no translation; for this process alone.</summary>
public sealed partial class Tty : IDisposable
{
    private const int ReadWriteNoControlNonBlockCloseOnExec = 2 | 0x100 | 0x800 | 0x80000;
    private const int Now = 0;
    private const uint SetModemBits = 0x5416;
    private const uint ClearModemBits = 0x5417;
    private const uint ExclusiveUse = 0x540C;
    private const int BitDtr = 2;
    private const int BitRts = 4;
    private const int FlushBoth = 2;
    private const short PollIn = 1;
    private const short PollOut = 4;
    private const int NotReady = 11;
    private const uint CLocal = 0x800;
    private const uint CRead = 0x80;
    private const uint CRtsCts = 0x80000000;
    private readonly int _handle;
    private bool _closed;

    private Tty(int handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>The device's file.</summary>
    public string Path { get; }

    /// <summary>Opens and sets up the port.</summary>
    /// <exception cref="UnavailableException">It is not there, not permitted, in use, or no tty.</exception>
    public static Tty Open(string path, int baud)
    {
        int handle = OpenFile(path, ReadWriteNoControlNonBlockCloseOnExec);
        if (handle < 0)
        {
            throw new UnavailableException($"{path}: " + Marshal.GetLastPInvokeError() switch
            {
                2 or 6 or 19 => "no such port; is the board plugged in, and does the udev rule name it so? (docs/hil.md)",
                13 => "no permission; add your user to the group of the port, usually dialout (docs/hil.md)",
                16 => "in use by another program; end it",
                int number => $"can't be opened ({Marshal.GetPInvokeErrorMessage(number)})",
            });
        }

        Tty tty = new(handle, path);
        try
        {
            tty.SetRaw(baud);
            return tty;
        }
        catch
        {
            tty.Dispose();
            throw;
        }
    }

    /// <summary>Waits for bytes and reads them.</summary>
    /// <returns>The number of bytes; 0 when none came in the time; -1 when the device is gone.</returns>
    public unsafe int Read(Span<byte> buffer, TimeSpan limit)
    {
        PollEntry entry = new() { Handle = _handle, Events = PollIn };
        int ready = Poll(ref entry, 1, (int)limit.TotalMilliseconds);
        if (ready <= 0)
        {
            return 0;
        }

        fixed (byte* bytes = buffer)
        {
            nint count = Read(_handle, bytes, (nuint)buffer.Length);
            if (count > 0)
            {
                return (int)count;
            }

            // Nothing, though the port said that there is something: the other side has hung up.
            return count < 0 && Marshal.GetLastPInvokeError() == NotReady ? 0 : -1;
        }
    }

    /// <summary>Writes all the bytes.</summary>
    /// <returns>False when they could not be written: the device is gone, or takes nothing.</returns>
    public unsafe bool Write(ReadOnlySpan<byte> bytes, TimeSpan limit)
    {
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (bytes.Length > 0)
        {
            nint count;
            fixed (byte* start = bytes)
            {
                count = Write(_handle, start, (nuint)bytes.Length);
            }

            if (count > 0)
            {
                bytes = bytes[(int)count..];
                continue;
            }

            long left = end - Environment.TickCount64;
            PollEntry entry = new() { Handle = _handle, Events = PollOut };
            if (left <= 0 || (count < 0 && Marshal.GetLastPInvokeError() != NotReady) || Poll(ref entry, 1, (int)left) <= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Throws away what has come and what has not gone.</summary>
    public void Flush() => _ = TcFlush(_handle, FlushBoth);

    /// <summary>Sets or clears DTR.</summary>
    public bool SetDtr(bool on) => Modem(on, BitDtr);

    /// <summary>Sets or clears RTS.</summary>
    public bool SetRts(bool on) => Modem(on, BitRts);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _ = Close(_handle);
        }
    }

    private unsafe void SetRaw(int baud)
    {
        Termios settings = default;
        if (TcGetAttr(_handle, &settings) != 0)
        {
            throw new UnavailableException($"{Path}: is no serial port; name a tty, for instance /dev/ttyUSB0");
        }

        CfMakeRaw(&settings);
        settings.Control = (settings.Control | CLocal | CRead) & ~CRtsCts;
        if (CfSetSpeed(&settings, TtyBaud.Code(baud)) != 0 || TcSetAttr(_handle, Now, &settings) != 0)
        {
            throw new UnavailableException($"{Path}: does not take {baud} baud ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}); write another baud in the rig");
        }

        _ = Ioctl(_handle, ExclusiveUse, null);
    }

    private unsafe bool Modem(bool on, int bit) => Ioctl(_handle, on ? SetModemBits : ClearModemBits, &bit) == 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int handle, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int handle, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static unsafe partial int TcGetAttr(int handle, Termios* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static unsafe partial int TcSetAttr(int handle, int when, Termios* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static unsafe partial void CfMakeRaw(Termios* settings);

    [LibraryImport("libc", EntryPoint = "cfsetspeed", SetLastError = true)]
    private static unsafe partial int CfSetSpeed(Termios* settings, uint speed);

    [LibraryImport("libc", EntryPoint = "tcflush")]
    private static partial int TcFlush(int handle, int queue);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int Ioctl(int handle, nuint request, int* value);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Handle;
        public short Events;
        public short Happened;
    }

    // struct termios of glibc and musl on x64 and arm64.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Termios
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public byte Line;
        public fixed byte Characters[32];
        public uint InputSpeed;
        public uint OutputSpeed;
    }
}
