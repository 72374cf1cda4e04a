using System.Globalization;
using System.Runtime.InteropServices;

namespace AIoT.Embedded.Hil.Locking;

/// <summary>
/// Keeps two jobs off one device: an flock on a file named after it. The kernel lets it go when the process ends, however it ends; no file has to be
/// cleaned up. Two names of one port (udev links) give one lock.
/// </summary>
public sealed partial class DeviceLock : IDisposable
{
    private const int OpenReadWriteCreateCloseOnExec = 2 | 0x40 | 0x80000;
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private readonly int _handle;

    private DeviceLock(int handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where the files lie: $AIOT_HIL_LOCKS, else /var/lock where it can be written, else the temporary folder.</summary>
    public static string Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("AIOT_HIL_LOCKS") is { Length: > 0 } folder)
            {
                return folder;
            }

            return Access("/var/lock", 2) == 0 ? "/var/lock" : System.IO.Path.GetTempPath();
        }
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="device">The device's path or any name.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="waiting">Told once, with who holds it, when there is a wait.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="UnavailableException">It was not free in time.</exception>
    public static async Task<DeviceLock> TakeAsync(string device, TimeSpan limit, Action<string> waiting, CancellationToken cancel)
    {
        string path = System.IO.Path.Combine(Folder, FileName(device));
        int handle = Open(path, OpenReadWriteCreateCloseOnExec, 0x1B6);
        if (handle < 0)
        {
            throw new UnavailableException($"{path}: the lock file can't be opened ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}); make the folder writable for all who use the rig, or name another in AIOT_HIL_LOCKS");
        }

        try
        {
            DateTime end = DateTime.UtcNow + limit;
            bool told = false;
            while (Flock(handle, Exclusive | NonBlocking) != 0)
            {
                string holder = Holder(path);
                if (DateTime.UtcNow >= end)
                {
                    throw new UnavailableException(string.Create(CultureInfo.InvariantCulture, $"{device}: in use by {holder} for longer than {limit.TotalSeconds:0.#} s; wait for it, or raise lockSeconds in the rig"));
                }

                if (!told)
                {
                    told = true;
                    waiting(holder);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            }

            // For the other's message only, in a file of its own: .NET locks what it opens with flock too.
            Tell(path + ".by", $"process {Environment.ProcessId}, {device}");

            // Another user's job must be able to wait for it.
            _ = Chmod(path, 0x1B6);
            return new DeviceLock(handle, path);
        }
        catch
        {
            _ = Close(handle);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Close(_handle);

    private static string FileName(string device)
    {
        string name = device;
        if (File.Exists(device))
        {
            name = new FileInfo(device).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? System.IO.Path.GetFullPath(device);
        }

        return "aiot-hil-" + new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]).Trim('_') + ".lock";
    }

    private static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(path + ".by").Trim() is { Length: > 0 } text ? text : "another process";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    private static void Tell(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text + "\n");
            _ = Chmod(path, 0x1B6);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The lock is held all the same.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(int handle, int operation);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "chmod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chmod(string path, uint mode);
}
