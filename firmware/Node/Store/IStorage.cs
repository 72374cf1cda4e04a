namespace AIoT.Embedded.Node
{
    /// <summary>A folder of files on flash. Failures throw IOException.</summary>
    public interface IStorage
    {
        /// <summary>The names of the files, in no order.</summary>
        string[] List();

        /// <summary>Opens a file for reading and writing; makes it, empty, when there is none.</summary>
        IStorageFile Open(string name);

        /// <summary>Deletes a file that is not open.</summary>
        void Delete(string name);
    }
}
