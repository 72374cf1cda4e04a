using System;
using AIoT.Embedded.Node;
using nanoFramework.M2Mqtt;

namespace AIoT.Embedded.Platform
{
    /// <summary>The MQTT client that a configuration asks for, with the certificates in the board's own store.</summary>
    public static class DeviceLink
    {
        /// <summary>
        /// A client that is not connected. With TLS the broker is checked against the authorities that were flashed
        /// (<c>nanoff --networkdeployment</c>, CACertificates).
        /// </summary>
        /// <exception cref="ArgumentException">The configuration asks for a certificate of the board's own, which this client can't take from the store.</exception>
        public static MqttClient Create(NodeConfiguration configuration)
        {
            switch (configuration.Security)
            {
                case LinkSecurity.None:
                    return new MqttClient(configuration.Broker, configuration.Port, false, null, null, MqttSslProtocols.None);
                case LinkSecurity.Server:
                    return new MqttClient(configuration.Broker, configuration.Port, true, null, null, MqttSslProtocols.TLSv1_2);
                default:
                    throw new ArgumentException("security = mutual: give the board's certificate to MqttClient in the entry point");
            }
        }
    }
}
