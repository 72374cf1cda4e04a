using System.Threading;
using nanoFramework.Networking;

namespace AIoT.Embedded.Esp32
{
    /// <summary>Wi-Fi with the credentials that were flashed (<c>nanoff --networkdeployment</c>).</summary>
    public static class Esp32Wifi
    {
        /// <summary>Connects, and stays connected by itself from then on.</summary>
        /// <param name="milliseconds">The longest wait.</param>
        /// <returns>False: no address within that time.</returns>
        public static bool TryConnect(int milliseconds)
        {
            CancellationTokenSource limit = new CancellationTokenSource(milliseconds);
            bool connected = WifiNetworkHelper.Reconnect(false, 0, limit.Token);
            limit.Dispose();
            return connected;
        }
    }
}
