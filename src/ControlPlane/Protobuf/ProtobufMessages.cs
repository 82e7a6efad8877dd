using System.Collections.Frozen;
using System.Globalization;

namespace ModelServing.ControlPlane.Protobuf;

/// <summary>The field numbers of the messages that kubectl's own commands send; everything else it sends as JSON.</summary>
/// <remarks><c>field = number ":" name ":" type [ "?" ]</c>, <c>type = name | name "[]" | "map&lt;" name ">"</c>; <c>?</c> marks fields whose zero counts, no name one whose fields are the message's own.</remarks>
internal static class ProtobufMessages
{
    private const string Binding = "1:metadata:ObjectMeta 2:subjects:Subject[] 3:roleRef:RoleRef";

    private static readonly FrozenDictionary<string, FrozenDictionary<int, ProtobufField>> Messages = new Dictionary<string, string>
    {
        ["ObjectMeta"] = "1:name:string 2:generateName:string 3:namespace:string 4:selfLink:string 5:uid:string 6:resourceVersion:string 7:generation:int "
            + "8:creationTimestamp:Time 9:deletionTimestamp:Time 10:deletionGracePeriodSeconds:int? 11:labels:map<string> 12:annotations:map<string> "
            + "13:ownerReferences:OwnerReference[] 14:finalizers:string[] 17:managedFields:ManagedFieldsEntry[]",
        ["ManagedFieldsEntry"] = "1:manager:string 2:operation:string 3:apiVersion:string 4:time:Time 6:fieldsType:string 7:fieldsV1:FieldsV1 8:subresource:string",
        ["OwnerReference"] = "5:apiVersion:string 1:kind:string 3:name:string 4:uid:string 6:controller:bool? 7:blockOwnerDeletion:bool?",
        ["LabelSelector"] = "1:matchLabels:map<string> 2:matchExpressions:LabelSelectorRequirement[]",
        ["LabelSelectorRequirement"] = "1:key:string 2:operator:string 3:values:string[]",
        ["Empty"] = "",
        ["Namespace"] = "1:metadata:ObjectMeta 2:spec:NamespaceSpec 3:status:Empty",
        ["NamespaceSpec"] = "1:finalizers:string[]",
        ["ConfigMap"] = "1:metadata:ObjectMeta 4:immutable:bool? 2:data:map<string> 3:binaryData:map<bytes>",
        ["Secret"] = "1:metadata:ObjectMeta 5:immutable:bool? 2:data:map<bytes> 4:stringData:map<string> 3:type:string",
        ["ServiceAccount"] = "1:metadata:ObjectMeta 2:secrets:ObjectReference[] 3:imagePullSecrets:LocalObjectReference[] 4:automountServiceAccountToken:bool?",
        ["ObjectReference"] = "1:kind:string 2:namespace:string 3:name:string 4:uid:string 5:apiVersion:string 6:resourceVersion:string 7:fieldPath:string",
        ["LocalObjectReference"] = "1:name:string",
        ["Service"] = "1:metadata:ObjectMeta 2:spec:ServiceSpec 3:status:ServiceStatus",
        ["ServiceStatus"] = "1:loadBalancer:Empty",
        ["ServiceSpec"] = "1:ports:ServicePort[] 2:selector:map<string> 3:clusterIP:string 18:clusterIPs:string[] 4:type:string 5:externalIPs:string[] 7:sessionAffinity:string "
            + "8:loadBalancerIP:string 9:loadBalancerSourceRanges:string[] 10:externalName:string 11:externalTrafficPolicy:string 12:healthCheckNodePort:int "
            + "13:publishNotReadyAddresses:bool 19:ipFamilies:string[] 17:ipFamilyPolicy:string 20:allocateLoadBalancerNodePorts:bool? 21:loadBalancerClass:string 22:internalTrafficPolicy:string",
        ["ServicePort"] = "1:name:string 2:protocol:string 6:appProtocol:string 3:port:int 4:targetPort:IntOrString 5:nodePort:int",
        ["Pod"] = "1:metadata:ObjectMeta 2:spec:PodSpec 3:status:Empty",
        ["PodTemplateSpec"] = "1:metadata:ObjectMeta 2:spec:PodSpec",
        ["PodSpec"] = "20:initContainers:Container[] 2:containers:Container[] 3:restartPolicy:string 4:terminationGracePeriodSeconds:int? 5:activeDeadlineSeconds:int? 6:dnsPolicy:string "
            + "7:nodeSelector:map<string> 8:serviceAccountName:string 9:serviceAccount:string 10:nodeName:string 11:hostNetwork:bool 12:hostPID:bool 13:hostIPC:bool 14:securityContext:Empty "
            + "15:imagePullSecrets:LocalObjectReference[] 16:hostname:string 17:subdomain:string 19:schedulerName:string",
        ["Container"] = "1:name:string 2:image:string 3:command:string[] 4:args:string[] 5:workingDir:string 6:ports:ContainerPort[] 7:env:EnvVar[] 8:resources:ResourceRequirements "
            + "13:terminationMessagePath:string 20:terminationMessagePolicy:string 14:imagePullPolicy:string 16:stdin:bool 17:stdinOnce:bool 18:tty:bool",
        ["ContainerPort"] = "1:name:string 2:hostPort:int 3:containerPort:int 4:protocol:string 5:hostIP:string",
        ["EnvVar"] = "1:name:string 2:value:string",
        ["ResourceRequirements"] = "1:limits:map<Quantity> 2:requests:map<Quantity>",
        ["Deployment"] = "1:metadata:ObjectMeta 2:spec:DeploymentSpec 3:status:Empty",
        ["DeploymentSpec"] = "1:replicas:int? 2:selector:LabelSelector 3:template:PodTemplateSpec 4:strategy:DeploymentStrategy 5:minReadySeconds:int 6:revisionHistoryLimit:int? 7:paused:bool 9:progressDeadlineSeconds:int?",
        ["DeploymentStrategy"] = "1:type:string 2:rollingUpdate:RollingUpdateDeployment",
        ["RollingUpdateDeployment"] = "1:maxUnavailable:IntOrString 2:maxSurge:IntOrString",
        ["HorizontalPodAutoscaler"] = "1:metadata:ObjectMeta 2:spec:HorizontalPodAutoscalerSpec 3:status:HorizontalPodAutoscalerStatus",
        ["HorizontalPodAutoscalerSpec"] = "1:scaleTargetRef:CrossVersionObjectReference 2:minReplicas:int? 3:maxReplicas:int 4:metrics:MetricSpec[]",
        ["v1.HorizontalPodAutoscalerSpec"] = "1:scaleTargetRef:CrossVersionObjectReference 2:minReplicas:int? 3:maxReplicas:int 4:targetCPUUtilizationPercentage:int?",
        ["v1.HorizontalPodAutoscaler"] = "1:metadata:ObjectMeta 2:spec:v1.HorizontalPodAutoscalerSpec 3:status:Empty",
        ["HorizontalPodAutoscalerStatus"] = "1:observedGeneration:int 3:currentReplicas:int 4:desiredReplicas:int",
        ["CrossVersionObjectReference"] = "1:kind:string 2:name:string 3:apiVersion:string",
        ["MetricSpec"] = "1:type:string 4:resource:ResourceMetricSource",
        ["ResourceMetricSource"] = "1:name:string 2:target:MetricTarget",
        ["MetricTarget"] = "1:type:string 2:value:Quantity 3:averageValue:Quantity 4:averageUtilization:int?",
        ["ResourceQuota"] = "1:metadata:ObjectMeta 2:spec:ResourceQuotaSpec 3:status:Empty",
        ["ResourceQuotaSpec"] = "1:hard:map<Quantity> 2:scopes:string[]",
        ["PriorityClass"] = "1:metadata:ObjectMeta 2:value:int? 3:globalDefault:bool 4:description:string 5:preemptionPolicy:string",
        ["PodDisruptionBudget"] = "1:metadata:ObjectMeta 2:spec:PodDisruptionBudgetSpec 3:status:PodDisruptionBudgetStatus",
        ["PodDisruptionBudgetSpec"] = "1:minAvailable:IntOrString 2:selector:LabelSelector 3:maxUnavailable:IntOrString 4:unhealthyPodEvictionPolicy:string",
        ["PodDisruptionBudgetStatus"] = "1:observedGeneration:int 3:disruptionsAllowed:int 4:currentHealthy:int 5:desiredHealthy:int 6:expectedPods:int",
        ["Job"] = "1:metadata:ObjectMeta 2:spec:JobSpec 3:status:Empty",
        ["JobSpec"] = "1:parallelism:int? 2:completions:int? 3:activeDeadlineSeconds:int? 4:selector:LabelSelector 5:manualSelector:bool? 6:template:PodTemplateSpec "
            + "7:backoffLimit:int? 8:ttlSecondsAfterFinished:int? 9:completionMode:string 10:suspend:bool?",
        ["CronJob"] = "1:metadata:ObjectMeta 2:spec:CronJobSpec 3:status:Empty",
        ["CronJobSpec"] = "1:schedule:string 2:startingDeadlineSeconds:int? 3:concurrencyPolicy:string 4:suspend:bool? 5:jobTemplate:JobTemplateSpec "
            + "6:successfulJobsHistoryLimit:int? 7:failedJobsHistoryLimit:int? 8:timeZone:string",
        ["JobTemplateSpec"] = "1:metadata:ObjectMeta 2:spec:JobSpec",
        ["Ingress"] = "1:metadata:ObjectMeta 2:spec:IngressSpec 3:status:IngressStatus",
        ["IngressStatus"] = "1:loadBalancer:Empty",
        ["IngressSpec"] = "4:ingressClassName:string 1:defaultBackend:IngressBackend 2:tls:IngressTLS[] 3:rules:IngressRule[]",
        ["IngressTLS"] = "1:hosts:string[] 2:secretName:string",
        ["IngressRule"] = "1:host:string 2::IngressRuleValue",
        ["IngressRuleValue"] = "1:http:HTTPIngressRuleValue",
        ["HTTPIngressRuleValue"] = "1:paths:HTTPIngressPath[]",
        ["HTTPIngressPath"] = "1:path:string 3:pathType:string 2:backend:IngressBackend",
        ["IngressBackend"] = "4:service:IngressServiceBackend",
        ["IngressServiceBackend"] = "1:name:string 2:port:ServiceBackendPort",
        ["ServiceBackendPort"] = "1:name:string 2:number:int",
        ["Role"] = "1:metadata:ObjectMeta 2:rules:PolicyRule[]",
        ["ClusterRole"] = "1:metadata:ObjectMeta 2:rules:PolicyRule[]",
        ["PolicyRule"] = "1:verbs:string[] 2:apiGroups:string[] 3:resources:string[] 4:resourceNames:string[] 5:nonResourceURLs:string[]",
        ["RoleBinding"] = Binding,
        ["ClusterRoleBinding"] = Binding,
        ["RoleRef"] = "1:apiGroup:string 2:kind:string 3:name:string",
        ["Subject"] = "1:kind:string 2:apiGroup:string 3:name:string 4:namespace:string",
        ["SelfSubjectAccessReview"] = "1:metadata:ObjectMeta 2:spec:SelfSubjectAccessReviewSpec 3:status:ReviewStatus",
        ["SelfSubjectAccessReviewSpec"] = "1:resourceAttributes:ResourceAttributes 2:nonResourceAttributes:NonResourceAttributes",
        ["ResourceAttributes"] = "1:namespace:string 2:verb:string 3:group:string 4:version:string 5:resource:string 6:subresource:string 7:name:string",
        ["NonResourceAttributes"] = "1:path:string 2:verb:string",
        ["ReviewStatus"] = "1:allowed:bool 2:reason:string 3:evaluationError:string 4:denied:bool",
        ["SelfSubjectRulesReview"] = "1:metadata:ObjectMeta 2:spec:SelfSubjectRulesReviewSpec 3:status:RulesReviewStatus",
        ["SelfSubjectRulesReviewSpec"] = "1:namespace:string",
        ["RulesReviewStatus"] = "3:incomplete:bool",
        ["SelfSubjectReview"] = "1:metadata:ObjectMeta 2:status:SelfSubjectReviewStatus",
        ["SelfSubjectReviewStatus"] = "1:userInfo:Empty",
        ["TokenRequest"] = "1:metadata:ObjectMeta 2:spec:TokenRequestSpec 3:status:TokenRequestStatus",
        ["TokenRequestSpec"] = "1:audiences:string[] 4:expirationSeconds:int? 3:boundObjectRef:BoundObjectReference",
        ["BoundObjectReference"] = "1:kind:string 2:apiVersion:string 3:name:string 4:uid:string",
        ["TokenRequestStatus"] = "1:token:string 2:expirationTimestamp:Time",
        ["DeleteOptions"] = "1:gracePeriodSeconds:int? 2:preconditions:Preconditions 3:orphanDependents:bool? 4:propagationPolicy:string 5:dryRun:string[]",
        ["Preconditions"] = "1:uid:string 2:resourceVersion:string",
    }.ToFrozenDictionary(message => message.Key, message => Fields(message.Value));

    public static FrozenDictionary<int, ProtobufField>? Find(string message) => Messages.GetValueOrDefault(message);

    private static FrozenDictionary<int, ProtobufField> Fields(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(field => field.Split(':'))
        .ToFrozenDictionary(parts => int.Parse(parts[0], CultureInfo.InvariantCulture), parts => Field(parts[1], parts[2]));

    private static ProtobufField Field(string name, string type)
    {
        var isOptional = type.EndsWith('?');
        type = type.TrimEnd('?');
        return type switch
        {
            ['m', 'a', 'p', '<', .. var value, '>'] => new(name, value, ProtobufShape.Map, isOptional),
            [.. var item, '[', ']'] => new(name, item, ProtobufShape.List, isOptional),
            _ => new(name, type, name.Length == 0 ? ProtobufShape.Inline : ProtobufShape.One, isOptional),
        };
    }
}
