using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>Reads image files.</summary>
internal static class ImageFile
{
    /// <exception cref="ModelFileException">There is no such file, or it is no sound image.</exception>
    public static async Task<ModelImage> ReadAsync(string path, CancellationToken cancel)
    {
        const string advice = "make it with 'aiot-model quantize'";
        byte[] bytes;
        try
        {
            bytes = await BoundedFile.ReadAsync(path, ImageFormat.MaxBodyLength + ImageFormat.MaxSignatureLength + 2L, cancel)
                ?? throw new ModelFileException(path, null, "is larger than any image", advice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelFileException(path, null, "cannot be read", "give the path of a model image (.aim)", e);
        }

        return ModelImage.TryParse(bytes, bytes.Length, out ModelImage image, out _, out string reason)
            ? image
            : throw new ModelFileException(path, null, reason, advice);
    }
}
