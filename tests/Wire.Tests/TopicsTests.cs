namespace AIoT.Embedded.Wire.Tests;

public sealed class TopicsTests
{
    [Theory]
    [InlineData("fan-1")]
    [InlineData("0")]
    [InlineData("abcdefghijklmnopqrstuvwxyz-01234")]
    public void A_topic_is_taken_apart_as_it_was_made(string device)
    {
        Assert.Equal(TopicKind.Reading, Topics.Parse(Topics.Reading(device), out string reading));
        Assert.Equal(TopicKind.Health, Topics.Parse(Topics.Health(device), out string health));
        Assert.Equal(TopicKind.Acknowledgement, Topics.Parse(Topics.Acknowledgement(device), out string acknowledgement));
        Assert.Equal([device, device, device], [reading, health, acknowledgement]);
        for (int kind = TopicKind.Reading; kind <= TopicKind.Last; kind++)
        {
            Assert.Equal(kind, Topics.Parse(Topics.Of(device, kind), out string name));
            Assert.Equal(device, name);
        }

        Assert.Null(Topics.Of(device, TopicKind.None));
        Assert.Null(Topics.Of(device, TopicKind.Last + 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("aiot/v1/up//reading")]
    [InlineData("aiot/v1/up/Fan/reading")]
    [InlineData("aiot/v1/up/a/b/reading")]
    [InlineData("aiot/v1/up/a_b/reading")]
    [InlineData("aiot/v1/up/+/reading")]
    [InlineData("aiot/v1/up/abcdefghijklmnopqrstuvwxyz-012345/reading")]
    [InlineData("aiot/v2/up/fan-1/reading")]
    [InlineData("aiot/v1/up/fan-1/readings")]
    [InlineData("aiot/v1/up/fan-1/ack")]
    [InlineData("aiot/v1/down/fan-1/reading")]
    [InlineData("aiot/v1/up/fan-1/challenge")]
    [InlineData("aiot/v1/down/fan-1/evidence")]
    [InlineData("aiot/v1/down/fan-1/")]
    [InlineData("aiot/v1/down/fan-1")]
    [InlineData("aiot/v1/down/")]
    [InlineData("aiot/v1/up/reading")]
    [InlineData("aiot/v1/up/\u00fc/reading")]
    public void A_foreign_topic_is_none_of_ours(string topic)
    {
        Assert.Equal(TopicKind.None, Topics.Parse(topic, out string device));
        Assert.Null(device);
    }

    [Fact]
    public void A_device_name_has_1_to_32_characters()
    {
        Assert.False(Topics.IsDevice(null));
        Assert.False(Topics.IsDevice(""));
        Assert.True(Topics.IsDevice(new string('a', 32)));
        Assert.False(Topics.IsDevice(new string('a', 33)));
    }
}
