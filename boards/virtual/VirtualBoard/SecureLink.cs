using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Node;
using nanoFramework.M2Mqtt;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>The MQTT client that a configuration asks for, with the certificates in the board's flash folder.</summary>
public static class SecureLink
{
    /// <summary>The certificate of the authority that has signed the broker's (PEM or DER).</summary>
    public const string AuthorityFile = "ca.pem";

    /// <summary>The board's own certificate (PEM).</summary>
    public const string CertificateFile = "board.pem";

    /// <summary>The key of the board's own certificate (PEM).</summary>
    public const string KeyFile = "board.key";

    /// <summary>A client that is not connected.</summary>
    /// <exception cref="BoardException">A certificate is missing or can't be read.</exception>
    public static MqttClient Create(NodeConfiguration configuration, string folder)
    {
        if (configuration.Security == LinkSecurity.None)
        {
            return new MqttClient(configuration.Broker, configuration.Port, false, null, null, MqttSslProtocols.None);
        }

        X509Certificate authority = Read(folder, AuthorityFile, X509CertificateLoader.LoadCertificateFromFile);
        X509Certificate? own = configuration.Security == LinkSecurity.Mutual
            ? Read(folder, CertificateFile, file => X509Certificate2.CreateFromPemFile(file, Path.Combine(folder, KeyFile)))
            : null;
        return new MqttClient(configuration.Broker, configuration.Port, true, authority, own, MqttSslProtocols.TLSv1_2);
    }

    private static X509Certificate2 Read(string folder, string name, Func<string, X509Certificate2> read)
    {
        string file = Path.Combine(folder, name);
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new BoardException($"{file}: {e.Message} The configuration asks for TLS: put {AuthorityFile} (and {CertificateFile} with {KeyFile} for both ways) into the board's folder", e);
        }
    }
}
