namespace AIoT.Embedded.Node.Tests.Store;

/// <summary>The power is gone: nothing more reaches the flash.</summary>
public sealed class PowerCutException : Exception;

/// <summary>
/// Files as a flash file system keeps them: what was written is safe after a flush; at a power cut a file keeps any number of
/// the writes since its last flush, the last of them in part. It can cut the power, or fail, at any operation.
/// </summary>
internal sealed class Flash(Random random) : IStorage
{
    private readonly Dictionary<string, FlashFile> _files = [];

    /// <summary>Operations done so far.</summary>
    public int Operations { get; private set; }

    /// <summary>The operation at which the power is cut; never by default.</summary>
    public int CutAt { get; set; } = int.MaxValue;

    /// <summary>The share of operations that fail with an IOException, after having been done in part.</summary>
    public double FailureRate { get; set; }

    public int Bytes => _files.Values.Sum(file => file.Length);

    public string[] List() => [.. _files.Keys.Order(StringComparer.Ordinal).Reverse()];

    public IStorageFile Open(string name)
    {
        if (!_files.TryGetValue(name, out FlashFile? file))
        {
            Count(null);
            _files.Add(name, file = new FlashFile(this));
        }

        return file;
    }

    public void Delete(string name)
    {
        Count(null);
        _files.Remove(name);
    }

    /// <summary>What is left after the power comes back.</summary>
    public Flash Restart()
    {
        var next = new Flash(random);
        foreach ((string name, FlashFile file) in _files)
        {
            next._files.Add(name, file.AfterCut(next, random));
        }

        return next;
    }

    /// <summary>Flips bits in a file.</summary>
    public void Spoil(Predicate<string> which, int bits)
    {
        FlashFile[] files = [.. _files.Where(file => which(file.Key) && file.Value.Length > 0).Select(file => file.Value)];
        for (; bits > 0 && files.Length > 0; bits--)
        {
            files[random.Next(files.Length)].Flip(random);
        }
    }

    /// <summary>Counts an operation; lets it be done in part when the power goes or the flash fails in its middle.</summary>
    private void Count(Action? partly)
    {
        Operations++;
        if (Operations >= CutAt)
        {
            partly?.Invoke();
            throw new PowerCutException();
        }

        if (FailureRate > 0 && random.NextDouble() < FailureRate)
        {
            partly?.Invoke();
            throw new IOException("the flash fails");
        }
    }

    private sealed class FlashFile(Flash flash) : IStorageFile
    {
        private readonly List<(int Position, byte[]? Data)> _pending = [];
        private byte[] _safe = [];
        private byte[] _now = [];

        public int Length => _now.Length;

        public int Read(int position, byte[] buffer, int offset, int count)
        {
            int available = Math.Clamp(_now.Length - position, 0, count);
            Array.Copy(_now, Math.Min(position, _now.Length), buffer, offset, available);
            return available;
        }

        public void Write(int position, byte[] buffer, int offset, int count)
        {
            Assert.InRange(position, 0, _now.Length);
            byte[] data = buffer[offset..(offset + count)];
            flash.Count(() => Do(position, data[..(count / 2)]));
            Do(position, data);
        }

        public void Truncate(int length)
        {
            Assert.InRange(length, 0, _now.Length);
            flash.Count(null);
            Do(length, null);
        }

        public void Flush()
        {
            flash.Count(null);
            _safe = _now;
            _pending.Clear();
        }

        public void Close()
        {
            _safe = _now;
            _pending.Clear();
        }

        public FlashFile AfterCut(Flash next, Random random)
        {
            byte[] content = _safe;
            int kept = random.Next(_pending.Count + 1);
            for (int i = 0; i < kept; i++)
            {
                (int position, byte[]? data) = _pending[i];
                content = Apply(content, position, data is not null && i == kept - 1 ? data[..random.Next(data.Length + 1)] : data);
            }

            return new FlashFile(next) { _safe = content, _now = content };
        }

        public void Flip(Random random) => _now[random.Next(_now.Length)] ^= (byte)(1 << random.Next(8));

        private static byte[] Apply(byte[] content, int position, byte[]? data)
        {
            if (data is null)
            {
                return content[..Math.Min(position, content.Length)];
            }

            byte[] changed = new byte[Math.Max(content.Length, position + data.Length)];
            content.CopyTo(changed, 0);
            data.CopyTo(changed, position);
            return changed;
        }

        private void Do(int position, byte[]? data)
        {
            _pending.Add((position, data));
            _now = Apply(_now, position, data);
        }
    }
}
