using System.IO;

namespace AIoT.Embedded.Node
{
    /// <summary>Files in a folder of the board's file system.</summary>
    public sealed class FolderStorage : IStorage
    {
        private readonly string _folder;

        /// <summary>Uses a folder; makes it when there is none.</summary>
        /// <exception cref="IOException">The folder can't be made.</exception>
        public FolderStorage(string folder)
        {
            _folder = folder;
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
            }
        }

        /// <inheritdoc/>
        public string[] List()
        {
            string[] paths = Directory.GetFiles(_folder);
            for (int i = 0; i < paths.Length; i++)
            {
                paths[i] = Path.GetFileName(paths[i]);
            }

            return paths;
        }

        /// <inheritdoc/>
        public IStorageFile Open(string name)
        {
            return new FolderFile(Path.Combine(_folder, name));
        }

        /// <inheritdoc/>
        public void Delete(string name)
        {
            File.Delete(Path.Combine(_folder, name));
        }
    }
}
