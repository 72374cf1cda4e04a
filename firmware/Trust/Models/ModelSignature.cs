using AIoT.Embedded.Inference;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// The signature behind a model image (model image contract, Signature): a COSE_Sign1 with ES256 whose payload is the SHA-256 of the image's
    /// body and whose protected header states what the image is. The header follows from the image and the key alone, byte for byte.
    /// </summary>
    public static class ModelSignature
    {
        /// <summary>Bytes of a key identifier: the first of the SHA-256 of the public key's x and y.</summary>
        public const int KeyIdBytes = 8;

        private const int StatementKeys = 8;

        /// <summary>The identifier of a public key.</summary>
        /// <param name="key">x and y, 64 bytes.</param>
        public static byte[] KeyId(byte[] key)
        {
            byte[] id = new byte[KeyIdBytes];
            System.Array.Copy(Sha256.Hash(key, 0, key.Length), 0, id, 0, KeyIdBytes);
            return id;
        }

        /// <summary>The protected header that a signature of this image has.</summary>
        /// <param name="image">The image.</param>
        /// <param name="keyId">The key's identifier, 8 bytes.</param>
        public static byte[] Header(ModelImage image, byte[] keyId)
        {
            byte[] room = new byte[CoseLimits.ProtectedBytes];
            CborWriter writer = new CborWriter();
            writer.Reset(room, 0, room.Length);
            writer.WriteMap(4);
            writer.WriteInteger(CoseLimits.AlgorithmLabel);
            writer.WriteInteger(CoseLimits.Es256);
            writer.WriteInteger(CoseLimits.KeyIdLabel);
            writer.WriteBytes(keyId, 0, keyId.Length);
            writer.WriteInteger(CoseLimits.PayloadHashLabel);
            writer.WriteInteger(CoseLimits.Sha256);
            writer.WriteInteger(CoseLimits.StatementLabel);
            WriteStatement(writer, image);
            byte[] header = new byte[writer.Length];
            System.Array.Copy(room, 0, header, 0, header.Length);
            return header;
        }

        /// <summary>What ES256 signs: the SHA-256 of COSE's structure over header and hash, 32 bytes.</summary>
        /// <param name="header">The protected header.</param>
        /// <param name="hash">SHA-256 of the image's body.</param>
        public static byte[] Digest(byte[] header, byte[] hash)
        {
            return CoseSign1.Digest(header, 0, header.Length, null, hash, 0, hash.Length);
        }

        /// <summary>The whole COSE_Sign1.</summary>
        /// <param name="header">The protected header.</param>
        /// <param name="hash">SHA-256 of the image's body.</param>
        /// <param name="signature">r and s, 64 bytes.</param>
        public static byte[] Assemble(byte[] header, byte[] hash, byte[] signature)
        {
            byte[] room = new byte[header.Length + hash.Length + signature.Length + 16];
            CborWriter writer = new CborWriter();
            writer.Reset(room, 0, room.Length);
            writer.WriteTag(CoseLimits.Sign1Tag);
            writer.WriteArray(4);
            writer.WriteBytes(header, 0, header.Length);
            writer.WriteMap(0);
            writer.WriteBytes(hash, 0, hash.Length);
            writer.WriteBytes(signature, 0, signature.Length);
            byte[] message = new byte[writer.Length];
            System.Array.Copy(room, 0, message, 0, message.Length);
            return message;
        }

        /// <summary>Verifies an image's signature.</summary>
        /// <param name="image">The image.</param>
        /// <param name="hash">SHA-256 of its body (<see cref="ModelImage.ComputeHash"/>): the caller has it anyway.</param>
        /// <param name="key">x and y of the public key that must have signed, 64 bytes.</param>
        public static ModelSignatureFault Verify(ModelImage image, byte[] hash, byte[] key)
        {
            if (image.SignatureLength == 0)
            {
                return ModelSignatureFault.Unsigned;
            }

            CoseMessage message = new CoseMessage();
            if (!message.TryRead(image.Data, image.SignatureOffset, image.SignatureLength, CoseLimits.Sign1Tag)
                || message.Algorithm != CoseLimits.Es256 || message.PayloadHash != CoseLimits.Sha256
                || message.PayloadLength != EvidenceClaim.HashBytes || message.ProofLength != Es256.SignatureBytes)
            {
                return ModelSignatureFault.Malformed;
            }

            byte[] keyId = KeyId(key);
            if (message.KeyIdLength != KeyIdBytes || !FixedTime.Equal(keyId, 0, message.Buffer, message.KeyIdOffset, KeyIdBytes))
            {
                return ModelSignatureFault.OtherKey;
            }

            if (!FixedTime.Equal(hash, 0, message.Buffer, message.PayloadOffset, EvidenceClaim.HashBytes))
            {
                return ModelSignatureFault.OtherImage;
            }

            byte[] header = Header(image, keyId);
            if (header.Length != message.ProtectedLength || !FixedTime.Equal(header, 0, message.Buffer, message.ProtectedOffset, header.Length))
            {
                return ModelSignatureFault.OtherStatement;
            }

            return CoseSign1.Verify(message, key, null) ? ModelSignatureFault.None : ModelSignatureFault.BadSignature;
        }

        /// <summary>A fault in words.</summary>
        public static string Describe(ModelSignatureFault fault)
        {
            switch (fault)
            {
                case ModelSignatureFault.None:
                    return "the signature is valid";
                case ModelSignatureFault.Unsigned:
                    return "the image is not signed";
                case ModelSignatureFault.Malformed:
                    return "the signature is not a COSE_Sign1 of a model image";
                case ModelSignatureFault.OtherKey:
                    return "the image is signed with another key";
                case ModelSignatureFault.OtherImage:
                    return "the signature belongs to another image";
                case ModelSignatureFault.OtherStatement:
                    return "the signed header does not describe this image";
                default:
                    return "the signature is wrong";
            }
        }

        private static void WriteStatement(CborWriter writer, ModelImage image)
        {
            writer.WriteMap(StatementKeys);
            writer.WriteInteger(1);
            writer.WriteText(image.Id);
            writer.WriteInteger(2);
            writer.WriteInteger(image.Version);
            writer.WriteInteger(3);
            writer.WriteArray(4);
            writer.WriteInteger(ImageFormat.Version);
            writer.WriteInteger(ImageFormat.ArithmeticVersion);
            writer.WriteInteger(ImageFormat.FeaturesVersion);
            writer.WriteInteger((int)image.Kind);
            writer.WriteInteger(4);
            writer.WriteBytes(image.Data, image.RecipeOffset, image.RecipeLength);
            writer.WriteInteger(5);
            byte[] hash = image.CopyCalibrationHash();
            writer.WriteBytes(hash, 0, hash.Length);
            writer.WriteInteger(6);
            writer.WriteInteger((int)image.Split);
            writer.WriteInteger(7);
            hash = image.CopySourceHash();
            writer.WriteBytes(hash, 0, hash.Length);
            writer.WriteInteger(8);
            writer.WriteText(image.ToolVersion);
        }
    }
}
