using System.Runtime.InteropServices;
using System.Text;

namespace AIoT.Embedded.Hil.Tests.Targets;

/// <summary>A pseudo-terminal: the runner opens its tty as it would a board's port; the test is the board at the other side.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWriteNoControl = 2 | 0x100 | 0x800 | 0x80000;
    private readonly Lock _lock = new();
    private int _handle;

    public PseudoTerminal()
    {
        _handle = Open("/dev/ptmx", ReadWriteNoControl);
        Assert.True(_handle >= 0 && Grant(_handle) == 0 && Unlock(_handle) == 0, "no pseudo-terminal to be had");
        byte[] name = new byte[64];
        Assert.Equal(0, NameOf(_handle, name, (nuint)name.Length));
        Path = Encoding.ASCII.GetString(name.AsSpan(0, Array.IndexOf(name, (byte)0)));
    }

    /// <summary>The tty: /dev/pts/N.</summary>
    public string Path { get; }

    /// <summary>Waits until the runner has opened the tty: what is written before is thrown away or seen by nobody.</summary>
    public async Task OpenedAsync(CancellationToken cancel)
    {
        while (true)
        {
            PollEntry entry = new() { Handle = _handle, Events = 1 };
            _ = Poll(ref entry, 1, 0);

            // While nobody has the tty open, the other side is hung up, once it has been open; before that the tty is in no raw mode.
            if ((entry.Happened & 16) == 0 && IsRaw())
            {
                return;
            }

            await Task.Delay(5, cancel);
        }
    }

    /// <summary>Sends bytes to the runner. A full buffer waits, as a board's port does.</summary>
    public unsafe void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint count;
            lock (_lock)
            {
                if (_handle < 0)
                {
                    return;
                }

                fixed (byte* start = bytes)
                {
                    count = Write(_handle, start, (nuint)bytes.Length);
                }
            }

            if (count > 0)
            {
                bytes = bytes[(int)count..];
            }
            else
            {
                Thread.Sleep(2);
            }
        }
    }

    public void Write(string text) => Write(Encoding.Latin1.GetBytes(text));

    /// <summary>What the runner has sent; 0 when nothing came in the time.</summary>
    public unsafe int Read(Span<byte> buffer, int milliseconds)
    {
        PollEntry entry = new() { Handle = _handle, Events = 1 };
        if (Poll(ref entry, 1, milliseconds) <= 0 || (entry.Happened & 1) == 0)
        {
            return 0;
        }

        fixed (byte* start = buffer)
        {
            return (int)Math.Max(0, Read(_handle, start, (nuint)buffer.Length));
        }
    }

    /// <summary>Pulls the plug.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_handle >= 0)
            {
                _ = Close(_handle);
                _handle = -1;
            }
        }
    }

    private unsafe bool IsRaw()
    {
        byte* settings = stackalloc byte[64];
        return TcGetAttr(_handle, settings) == 0 && (*(uint*)(settings + 12) & 8) == 0; // ECHO off in c_lflag
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(int handle);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(int handle);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int NameOf(int handle, byte[] name, nuint length);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollEntry entry, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "read")]
    private static unsafe partial nint Read(int handle, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static unsafe partial nint Write(int handle, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static unsafe partial int TcGetAttr(int handle, byte* settings);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Handle;
        public short Events;
        public short Happened;
    }
}
