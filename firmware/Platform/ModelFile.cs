using System.IO;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Node;

namespace AIoT.Embedded.Platform
{
    /// <summary>The model that was flashed with the board: <c>model.aim</c> in its flash folder.</summary>
    public static class ModelFile
    {
        /// <summary>The file's name.</summary>
        public const string Name = "model.aim";

        /// <summary>Reads the model.</summary>
        /// <param name="storage">The flash folder.</param>
        /// <param name="reason">Why there is none, or null: there is no file.</param>
        /// <returns>The model; null: the board measures and decides nothing.</returns>
        public static ModelImage Load(IStorage storage, out string reason)
        {
            reason = null;
            try
            {
                IStorageFile file = storage.Open(Name);
                byte[] bytes = new byte[file.Length];
                int length = file.Read(0, bytes, 0, bytes.Length);
                file.Close();
                if (length == 0)
                {
                    return null;
                }

                ModelImage image;
                ImageFault fault;
                return ModelImage.TryParse(bytes, length, out image, out fault, out reason) ? image : null;
            }
            catch (IOException)
            {
                reason = Name + " can't be read";
                return null;
            }
        }
    }
}
