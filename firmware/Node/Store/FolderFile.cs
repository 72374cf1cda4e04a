using System.IO;

namespace AIoT.Embedded.Node
{
    /// <summary>An open file of a <see cref="FolderStorage"/>, without a buffer of its own: a write has reached the file system when it returns.</summary>
    internal sealed class FolderFile : IStorageFile
    {
        private readonly FileStream _stream;
        private int _length;

        public FolderFile(string path)
        {
            _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1);
            _length = (int)_stream.Length;
        }

        public int Length
        {
            get { return _length; }
        }

        public int Read(int position, byte[] buffer, int offset, int count)
        {
            _stream.Seek(position, SeekOrigin.Begin);
            int total = 0;
            while (total < count)
            {
                int read = _stream.Read(buffer, offset + total, count - total);
                if (read <= 0)
                {
                    break;
                }

                total += read;
            }

            return total;
        }

        public void Write(int position, byte[] buffer, int offset, int count)
        {
            _stream.Seek(position, SeekOrigin.Begin);
            _stream.Write(buffer, offset, count);
            if (position + count > _length)
            {
                _length = position + count;
            }
        }

        public void Truncate(int length)
        {
            _stream.SetLength(length);
            _length = length;
        }

        public void Flush()
        {
            _stream.Flush();
        }

        public void Close()
        {
            _stream.Close();
        }
    }
}
