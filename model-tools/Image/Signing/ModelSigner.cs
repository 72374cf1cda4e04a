using AIoT.Embedded.Inference;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.ModelTools.Image.Signing;

/// <summary>Signs model images (docs/contracts/model-image.md, Signature) and checks its work with the board's own code.</summary>
public static class ModelSigner
{
    /// <summary>A copy of the image with the key's signature in place of any other.</summary>
    /// <exception cref="SigningKeyException">The key is a public one.</exception>
    /// <exception cref="ModelImageException">The image is damaged.</exception>
    /// <exception cref="InvalidOperationException">The board's code refuses the new signature.</exception>
    public static byte[] Sign(byte[] image, SigningKey key)
    {
        if (!key.CanSign)
        {
            throw new SigningKeyException("a public key cannot sign: give the private key");
        }

        ModelImage parsed = ModelImage.Parse(image, image.Length);
        byte[] hash = parsed.ComputeHash(), header = ModelSignature.Header(parsed, ModelSignature.KeyId(key.Public));
        byte[] signature = key.Sign(ModelSignature.Digest(header, hash));
        byte[] signed = ModelImageWriter.WithSignature(image, ModelSignature.Assemble(header, hash, signature));
        ModelSignatureFault fault = ModelSignature.Verify(ModelImage.Parse(signed, signed.Length), hash, key.Public);
        return fault == ModelSignatureFault.None ? signed : throw new InvalidOperationException("the new signature does not verify: " + ModelSignature.Describe(fault));
    }
}
