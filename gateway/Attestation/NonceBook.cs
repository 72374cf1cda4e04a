using System.Security.Cryptography;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>Nonces in memory. Bounded: the oldest go first.</summary>
public sealed class NonceBook : INonces
{
    private const int NonceBytes = 32;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly int _most;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>An empty book.</summary>
    /// <param name="time">Tells the time.</param>
    /// <param name="lifetime">How long a nonce may be answered.</param>
    /// <param name="most">Nonces remembered, used and expired ones included.</param>
    public NonceBook(TimeProvider time, TimeSpan lifetime, int most = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        (_time, _lifetime, _most) = (time, lifetime, most);
    }

    /// <inheritdoc/>
    /// <returns>32 random bytes.</returns>
    public byte[] Issue(string device)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        string key = Convert.ToHexString(nonce);
        lock (_gate)
        {
            while (_order.Count >= _most)
            {
                _entries.Remove(_order.Dequeue());
            }

            _entries.Add(key, new Entry(device, _time.GetUtcNow() + _lifetime));
            _order.Enqueue(key);
        }

        return nonce;
    }

    /// <inheritdoc/>
    public EvidenceRule? Use(string device, byte[] nonce)
    {
        string key = Convert.ToHexString(nonce);
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                return EvidenceRule.NonceUnknown;
            }

            // A board that answers another one's challenge does not spend it.
            if (entry.Device != device)
            {
                return EvidenceRule.NonceOfAnother;
            }

            if (entry.Used)
            {
                return EvidenceRule.NonceUsed;
            }

            entry.Used = true;
            return _time.GetUtcNow() > entry.Expires ? EvidenceRule.NonceExpired : null;
        }
    }

    private sealed class Entry(string device, DateTimeOffset expires)
    {
        public string Device { get; } = device;

        public DateTimeOffset Expires { get; } = expires;

        public bool Used { get; set; }
    }
}
