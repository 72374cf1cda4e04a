using System.Net.NetworkInformation;

namespace nanoFramework.Networking;

/// <summary>Wi-Fi with the credentials that were flashed: on a PC, whether it has a network.</summary>
public static class WifiNetworkHelper
{
    /// <summary>Connects with the stored credentials.</summary>
    /// <returns>True once an address is there.</returns>
    public static bool Reconnect(bool requiresDateTime = false, int wifiAdapterId = 0, CancellationToken token = default)
        => !token.IsCancellationRequested && NetworkInterface.GetAllNetworkInterfaces().Any(one => one.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown);
}
