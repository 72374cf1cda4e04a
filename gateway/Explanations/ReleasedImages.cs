using AIoT.Embedded.Gateway.Releases;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Images that were given out to boards as releases; where the gateway has none of that hash, those that lie in folders.</summary>
public sealed class ReleasedImages(ModelLibrary library, ModelImageFolder folder) : IModelImages
{
    public byte[]? Find(string id) => library.FileOfReading(id) ?? folder.Find(id);
}
