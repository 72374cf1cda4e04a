using System.Net.NetworkInformation;

namespace nanoFramework.Networking;

/// <summary>Ethernet with an address by DHCP: on a PC, whether it has a network.</summary>
public static class NetworkHelper
{
    /// <summary>Connects.</summary>
    /// <returns>True once an address is there.</returns>
    public static bool SetupAndConnectNetwork(CancellationToken token = default, bool requiresDateTime = false)
        => !token.IsCancellationRequested && NetworkInterface.GetAllNetworkInterfaces().Any(one => one.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown);
}
