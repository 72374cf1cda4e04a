using System.Net;

namespace AIoT.Embedded.Gateway.Security;

/// <summary>Who gets in without a key.</summary>
/// <param name="LoopbackWithoutKey">Requests from this machine read as a viewer.</param>
/// <param name="LocalToken">Of <c>run.json</c> (mode 0600): what the gateway's own commands show; admin, as whoever reads that file could also add a key beside it.</param>
public sealed record AccessRules(bool LoopbackWithoutKey, string LocalToken)
{
    public bool IsOpenTo(IPAddress? from) => LoopbackWithoutKey && from is not null && IPAddress.IsLoopback(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from);
}
