using AIoT.Embedded.Inference;
using AIoT.Embedded.Node;

namespace AIoT.Embedded.Platform
{
    /// <summary>What was flashed with the board about models: <c>model.aim</c>, the model, and <c>model.key</c>, whose signature later ones must carry.</summary>
    public static class ModelFile
    {
        /// <summary>The file's name.</summary>
        public const string Name = "model.aim";

        /// <summary>The file of the key: x and y of a P-256 key, 64 bytes.</summary>
        public const string KeyName = "model.key";

        private const int KeyBytes = 64;

        /// <summary>Reads the key that models must be signed with.</summary>
        /// <param name="storage">The flash folder.</param>
        /// <param name="reason">Why the key can't be used, or null.</param>
        /// <returns>64 bytes; null: the board takes no models from gateways.</returns>
        public static byte[] LoadKey(IStorage storage, out string reason)
        {
            byte[] key = FlashFile.Read(storage, KeyName, out reason);
            if (key != null && key.Length != KeyBytes)
            {
                reason = KeyName + " has " + key.Length.ToString() + " bytes, not 64: x and y of the key, nothing else";
                return null;
            }

            return key;
        }

        /// <summary>Reads the model.</summary>
        /// <param name="storage">The flash folder.</param>
        /// <param name="reason">Why there is none, or null: there is no file.</param>
        /// <returns>The model; null: the board measures and decides nothing.</returns>
        public static ModelImage Load(IStorage storage, out string reason)
        {
            byte[] bytes = FlashFile.Read(storage, Name, out reason);
            if (bytes == null)
            {
                return null;
            }

            ModelImage image;
            ImageFault fault;
            return ModelImage.TryParse(bytes, bytes.Length, out image, out fault, out reason) ? image : null;
        }
    }
}
