namespace nanoFramework.M2Mqtt.Messages;

/// <summary>A name and a value beside a message (MQTT 5).</summary>
public class UserProperty
{
    /// <summary>A name and a value.</summary>
    public UserProperty(string name, string value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name.</summary>
    public string Name { get; set; }

    /// <summary>The value.</summary>
    public string Value { get; set; }
}
