using System.Text;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>Writes files that appear whole or not at all: a stop, a full disk or a folder that takes nothing leave what was there before.</summary>
internal static class WholeFile
{
    public static Task WriteAsync(string path, string text, CancellationToken cancel) => WriteAsync(path, Encoding.UTF8.GetBytes(text), cancel);

    /// <summary>Makes the folder where it is absent.</summary>
    /// <exception cref="IOException">The disk is full, or the path is that of a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new IOException("the path of the file to write is empty: give one");
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder: give the path of a file to write");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            MakeFolder(folder);
        }

        string part = path + ".part";
        try
        {
            await File.WriteAllBytesAsync(part, bytes, cancel);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(part);
            if (e is ArgumentOutOfRangeException)
            {
                throw TooLarge(path, e);
            }

            throw;
        }
    }

    /// <summary>What the runtime calls an argument out of range: a write that passes the file system's or the user's limit.</summary>
    public static IOException TooLarge(string path, Exception inner) => new($"{path} would be larger than the disk's limit for a file: write to another disk", inner);

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (IOException e)
        {
            throw new IOException($"{folder} is no folder and cannot become one: give the path of a file to write", e);
        }
    }
}
