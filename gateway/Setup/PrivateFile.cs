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
        using (var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(text);
            writer.Flush();
            file.Flush(flushToDisk: flush);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>True: others than the owner may read or write it.</summary>
    public static bool IsOpen(string path) => (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0;
}
