using System;
using System.Text;
using AIoT.Embedded.Node;
using nanoFramework.M2Mqtt;
#if NET
// .NET has a class of the same name with other constructors.
using X509Certificate2 = nanoFramework.Networking.X509Certificate2;
#else
using System.Security.Cryptography.X509Certificates;
#endif

namespace AIoT.Embedded.Platform
{
    /// <summary>The MQTT client that a configuration asks for, with the certificates that were flashed.</summary>
    public static class DeviceLink
    {
        /// <summary>The certificate of the authority that has signed the broker's (PEM); without it those of the board's own store count.</summary>
        public const string AuthorityName = "ca.pem";

        /// <summary>The board's own certificate (PEM).</summary>
        public const string CertificateName = "board.pem";

        /// <summary>The key of the board's own certificate (PEM, without a password).</summary>
        public const string KeyName = "board.key";

        /// <summary>
        /// A client that is not connected. With TLS the broker is checked against <see cref="AuthorityName"/>, or against the authorities that
        /// were flashed by <c>nanoff --networkdeployment</c> (CACertificates).
        /// </summary>
        /// <param name="configuration">What is asked for.</param>
        /// <param name="storage">The flash folder.</param>
        /// <exception cref="ArgumentException">The configuration asks for a certificate that is not there or can't be used.</exception>
        public static MqttClient Create(NodeConfiguration configuration, IStorage storage)
        {
            if (configuration.Security == LinkSecurity.None)
            {
                return new MqttClient(configuration.Broker, configuration.Port, false, null, null, MqttSslProtocols.None);
            }

            string authority = Text(storage, AuthorityName);
            X509Certificate2 own = configuration.Security == LinkSecurity.Mutual ? Own(storage) : null;
            try
            {
                return new MqttClient(configuration.Broker, configuration.Port, true, authority == null ? null : new X509Certificate2(authority), own, MqttSslProtocols.TLSv1_2);
            }
            catch (Exception e)
            {
                throw new ArgumentException(AuthorityName + ": " + e.Message);
            }
        }

        private static X509Certificate2 Own(IStorage storage)
        {
            string certificate = Text(storage, CertificateName);
            string key = Text(storage, KeyName);
            if (certificate == null || key == null)
            {
                throw new ArgumentException("security = mutual: " + CertificateName + " and " + KeyName + " must be in the flash folder (docs/flash-a-board.md)");
            }

            try
            {
                return new X509Certificate2(certificate, key, "");
            }
            catch (Exception e)
            {
                throw new ArgumentException(CertificateName + ", " + KeyName + ": " + e.Message);
            }
        }

        private static string Text(IStorage storage, string name)
        {
            string reason;
            byte[] bytes = FlashFile.Read(storage, name, out reason);
            return bytes == null ? null : Encoding.UTF8.GetString(bytes, 0, bytes.Length);
        }
    }
}
