using System.Collections.Concurrent;
using System.Net;

namespace AIoT.Embedded.Gateway.Security;

/// <summary>
/// Wrong keys by address and minute. They decide only how a wrong key is answered: a right one always gets in, so that nobody can shut out
/// those who share an address with him (a proxy, a tunnel, this machine). Guessing is bounded by the key's 256 random bits: at a million
/// tries a second for a century, one of them is right with a probability below 2^-200.
/// </summary>
public sealed class WrongKeys(TimeProvider time)
{
    /// <summary>Wrong keys of an address in a minute that are answered as such; further ones are told to wait.</summary>
    public const int AMinute = 10;

    private const int MostAddresses = 10_000;
    private readonly ConcurrentDictionary<IPAddress, (long Minute, int Wrong)> _seen = [];

    /// <summary>Enters one.</summary>
    /// <returns>How many it is in this minute, from 1.</returns>
    public int Add(IPAddress from)
    {
        long minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (_seen.Count > MostAddresses)
        {
            _seen.Clear();
        }

        return _seen.AddOrUpdate(Site(from), (minute, 1), (_, seen) => seen.Minute == minute ? (minute, seen.Wrong + 1) : (minute, 1)).Wrong;
    }

    /// <summary>An IPv6 site has as many addresses as it likes: its first 64 bits count.</summary>
    private static IPAddress Site(IPAddress from)
    {
        if (from.IsIPv4MappedToIPv6)
        {
            return from.MapToIPv4();
        }

        if (from.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return from;
        }

        byte[] bytes = from.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
