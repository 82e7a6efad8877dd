namespace ModelServing.Hosting;

/// <summary>A model for TensorFlow Serving.</summary>
/// <param name="Name">The name clients ask for.</param>
/// <param name="Folder">The folder with a numbered sub-folder for each version, relative to the AppHost.</param>
/// <param name="Uri">The same model as a cluster finds it, for example <c>gs://my-bucket/models/my-model</c>.</param>
public sealed record TensorFlowServingModel(string Name, string Folder, string Uri);
