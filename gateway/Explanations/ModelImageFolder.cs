using System.Collections.Concurrent;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Images in folders: <c>models</c> in the data folder, where anyone may put what the boards run. Files are known by what is in them, not by
/// their names; a folder is looked through again when something is asked for that it did not have.
/// </summary>
public sealed class ModelImageFolder(IReadOnlyList<string> folders) : IModelImages
{
    /// <summary>No image is larger: body and signature (model image contract).</summary>
    private const long MostBytes = 1_060_000;

    private readonly ConcurrentDictionary<string, string> _files = [];

    public byte[]? Find(string id)
    {
        if (id.Length == 0)
        {
            return null;
        }

        if (_files.TryGetValue(id, out string? known) && Read(known) is { } image && BoardModel.IdOf(image) == id)
        {
            return image;
        }

        foreach (string path in folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
        {
            if (Read(path) is { } bytes && BoardModel.IdOf(bytes) is { } found)
            {
                _files[found] = path;
                if (found == id)
                {
                    return bytes;
                }
            }
        }

        return null;
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > 0 and <= MostBytes } ? File.ReadAllBytes(path) : null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
