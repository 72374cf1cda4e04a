namespace AIoT.Embedded.Gateway.Setup;

/// <summary>Files that only their owner reads; written beside and moved into place, so that no half of one is ever seen.</summary>
public static class PrivateFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="flush">False: a power cut may bring the text before back, never half of one.</param>
    public static void Write(string path, string text, bool flush = true)
    {
        string beside = path + ".new";
        File.Delete(beside);
        try
        {
            using var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly, BufferSize = 0 });
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: flush);
        }
        catch
        {
            // A full disk: what was there before stays.
            File.Delete(beside);
            throw;
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>True: others than the owner may read or write it.</summary>
    public static bool IsOpen(string path) => (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0;
}
