namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Where the gateway finds the images of the models that run on its boards.</summary>
public interface IModelImages
{
    /// <param name="id">First 16 hex digits of the SHA-256 of the image's body, as readings say it.</param>
    /// <returns>The image, whose hash has been checked; null: the gateway does not have it.</returns>
    byte[]? Find(string id);
}
