using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Tests.Common;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace AIoT.Embedded.Standins.Tests.M2Mqtt;

public sealed class MqttClientTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public void A_client_subscribes_publishes_and_hears_itself()
    {
        using var broker = new PrivateBroker();
        using MqttClient client = Client(broker.Port);
        Exchange(client);
    }

    [SkippableFact]
    public void The_loss_of_the_broker_is_told_and_nothing_is_queued_without_it()
    {
        using var broker = new PrivateBroker();
        using MqttClient client = Client(broker.Port);
        using var closed = new ManualResetEventSlim();
        client.ConnectionClosed += (_, _) => closed.Set();
        Assert.Equal(MqttReasonCode.Success, client.Connect("board"));

        broker.Kill();

        Assert.True(closed.Wait(_patience));
        Assert.False(client.IsConnected);
        Assert.Equal(0, client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false));
        Assert.Throws<MqttConnectionException>(() => client.Connect("board"));
        broker.Start();
        Assert.Equal(MqttReasonCode.Success, client.Connect("board"));
    }

    [SkippableFact]
    public void What_no_broker_would_take_is_refused_before_it_is_sent()
    {
        using var broker = new PrivateBroker();
        using MqttClient client = Client(broker.Port);
        client.Connect("board");
        Assert.Equal(MqttClientErrorCode.TopicWildcard, Assert.Throws<MqttClientException>(() => client.Publish("a/+", [1])).ErrorCode);
        Assert.Equal(MqttClientErrorCode.TopicLength, Assert.Throws<MqttClientException>(() => client.Publish("", [1])).ErrorCode);
        client.ProtocolVersion = MqttProtocolVersion.Version_5;
        Assert.Throws<NotSupportedException>(() => client.Connect("board"));
    }

    [SkippableFact]
    public void With_TLS_both_sides_show_their_certificates()
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = Authority(authorityKey);
        using X509Certificate2 server = Issue(authority, "localhost");
        using X509Certificate2 board = Issue(authority, "fan-1");
        string folder = Directory.CreateTempSubdirectory("aiot-tls-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "ca.pem"), authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.pem"), server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        using var broker = new PrivateBroker($"cafile {folder}/ca.pem\ncertfile {folder}/server.pem\nkeyfile {folder}/server.key\nrequire_certificate true\n");

        using var client = new MqttClient("localhost", broker.Port, true, authority, board, MqttSslProtocols.TLSv1_2);
        Exchange(client);
        using var nameless = new MqttClient("localhost", broker.Port, true, authority, null, MqttSslProtocols.TLSv1_2);
        Assert.ThrowsAny<Exception>(() => nameless.Connect("nameless"));
        using X509Certificate2 stranger = Authority(authorityKey, "CN=somebody else");
        using var mistaken = new MqttClient("localhost", broker.Port, true, Issue(stranger, "x"), board, MqttSslProtocols.TLSv1_2);
        Assert.ThrowsAny<Exception>(() => mistaken.Connect("mistaken"));
        Directory.Delete(folder, recursive: true);
    }

    private static MqttClient Client(int port) => new("127.0.0.1", port, false, null, null, MqttSslProtocols.None);

    private static void Exchange(MqttClient client)
    {
        using var received = new BlockingCollection<MqttMsgPublishEventArgs>();
        using var published = new BlockingCollection<MqttMsgPublishedEventArgs>();
        using var subscribed = new BlockingCollection<MqttMsgSubscribedEventArgs>();
        client.MqttMsgPublishReceived += (_, e) => received.Add(e);
        client.MqttMsgPublished += (_, e) => published.Add(e);
        client.MqttMsgSubscribed += (_, e) => subscribed.Add(e);
        Assert.Equal(MqttReasonCode.Success, client.Connect("board", null, null, true, 10));
        Assert.True(client.IsConnected);

        ushort request = client.Subscribe(["a/+", "b"], [MqttQoSLevel.AtLeastOnce, MqttQoSLevel.AtMostOnce]);
        Assert.True(subscribed.TryTake(out MqttMsgSubscribedEventArgs? answer, _patience));
        Assert.Equal(request, answer.MessageId);
        Assert.Equal([MqttQoSLevel.AtLeastOnce, MqttQoSLevel.AtMostOnce], answer.GrantedQoSLevels);

        ushort id = client.Publish("a/1", [1, 2, 3], null, null, MqttQoSLevel.AtLeastOnce, false);
        Assert.True(published.TryTake(out MqttMsgPublishedEventArgs? handedOver, _patience));
        Assert.Equal((id, true), (handedOver.MessageId, handedOver.IsPublished));
        Assert.True(received.TryTake(out MqttMsgPublishEventArgs? message, _patience));
        Assert.Equal("a/1", message.Topic);
        Assert.Equal([1, 2, 3], message.Message);
        client.Disconnect();
        Assert.False(client.IsConnected);
    }

    private static X509Certificate2 Authority(ECDsa key, string name = "CN=test authority")
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
