using System.IO;
using AIoT.Embedded.Node;

namespace AIoT.Embedded.Platform
{
    /// <summary>Files that were flashed with the board.</summary>
    internal static class FlashFile
    {
        /// <summary>Reads a whole file.</summary>
        /// <param name="storage">The flash folder.</param>
        /// <param name="name">The file's name.</param>
        /// <param name="reason">Why it can't be read, or null: there is none, or it is empty.</param>
        /// <returns>Its bytes, or null.</returns>
        internal static byte[] Read(IStorage storage, string name, out string reason)
        {
            reason = null;
            try
            {
                // Opening a file makes it.
                bool there = false;
                foreach (string one in storage.List())
                {
                    there |= one == name;
                }

                if (!there)
                {
                    return null;
                }

                IStorageFile file = storage.Open(name);
                byte[] bytes = new byte[file.Length];
                int length = file.Read(0, bytes, 0, bytes.Length);
                file.Close();
                return length == 0 || length < bytes.Length ? null : bytes;
            }
            catch (IOException)
            {
                reason = name + " can't be read";
                return null;
            }
        }
    }
}
