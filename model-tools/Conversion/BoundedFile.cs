namespace AIoT.Embedded.ModelTools.Conversion;

/// <summary>Reads files of which nothing is known, a device or a pipe included, without taking more than a limit.</summary>
public static class BoundedFile
{
    /// <returns>Null when the file holds more than <paramref name="most"/> bytes.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<byte[]?> ReadAsync(string path, long most, CancellationToken cancel = default)
    {
        await using FileStream stream = new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.Asynchronous });
        var read = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = await stream.ReadAsync(buffer, cancel)) > 0;)
        {
            read.Write(buffer, 0, count);
            if (read.Length > most)
            {
                return null;
            }
        }

        return read.ToArray();
    }
}
