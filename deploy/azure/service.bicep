// The service in Container Apps: one replica, since one process alone writes the store; its disk is an NFS share in the same virtual network.
param plant string
param unique string
param location string
param image string
param proxyImage string
param cpu string
param memory string
param shareGib int
param identity string
param client string
param vault string
param broker string
param hub string
param hubHost string
param group string
param allowedAddresses array

var secretNames = ['broker-ca', 'broker-certificate', 'broker-key', 'forward-certificate', 'forward-key']
var log = [
  { name: 'AZURE_CLIENT_ID', value: client }
  { name: 'EVENT_HUBS_HOST', value: hubHost }
  { name: 'EVENT_HUBS_HUB', value: hub }
  { name: 'EVENT_HUBS_CONSUMER_GROUP', value: group }
]

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'traceability-${plant}'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.72.0.0/16'] }
    subnets: [
      {
        name: 'service'
        properties: {
          addressPrefix: '10.72.0.0/23'
          delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }]
          serviceEndpoints: [{ service: 'Microsoft.Storage' }]
        }
      }
    ]
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: take('tr${unique}db', 24)
  location: location
  sku: { name: 'Premium_ZRS' }
  kind: 'FileStorage'
  properties: {
    // NFS knows no TLS of its own: the share is reachable from the service's subnet and from nowhere else.
    supportsHttpsTrafficOnly: false
    allowSharedKeyAccess: false
    networkAcls: { defaultAction: 'Deny', virtualNetworkRules: [{ id: network.properties.subnets[0].id, action: 'Allow' }] }
  }
}

resource files 'Microsoft.Storage/storageAccounts/fileServices@2023-05-01' = {
  parent: storage
  name: 'default'
}

resource share 'Microsoft.Storage/storageAccounts/fileServices/shares@2023-05-01' = {
  parent: files
  name: 'records'
  properties: { enabledProtocols: 'NFS', shareQuota: shareGib, rootSquash: 'NoRootSquash' }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'traceability-${plant}'
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'traceability-${plant}'
  location: location
  properties: {
    appLogsConfiguration: { destination: 'log-analytics', logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey } }
    vnetConfiguration: { infrastructureSubnetId: network.properties.subnets[0].id }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

resource disk 'Microsoft.App/managedEnvironments/storages@2024-03-01' = {
  parent: environment
  name: 'records'
  properties: { nfsAzureFile: { server: '${storage.name}.file.${az.environment().suffixes.storage}', shareName: '/${storage.name}/${share.name}', accessMode: 'ReadWrite' } }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'traceability-${plant}'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity}': {} } }
  properties: {
    environmentId: environment.id
    configuration: {
      activeRevisionsMode: 'Single'
      secrets: [for name in secretNames: { name: name, keyVaultUrl: '${vault}secrets/${name}', identity: identity }]
      ingress: {
        external: true
        allowInsecure: false
        targetPort: 8090
        ipSecurityRestrictions: [for (address, i) in allowedAddresses: { name: 'allowed-${i}', ipAddressRange: address, action: 'Allow' }]
      }
    }
    template: {
      containers: [
        {
          name: 'traceability'
          image: image
          command: ['/opt/traceability-cloud/traceability']
          args: ['serve', '--plant', '/records', '--data', '/records', '--port', '8080', '--broker', '${broker}:8883', '--broker-ca', '/secrets/broker-ca', '--broker-certificate', '/secrets/broker-certificate', '--broker-key', '/secrets/broker-key', '--events', 'eventhubs']
          resources: { cpu: json(cpu), memory: memory }
          env: concat(log, [{ name: 'HOME', value: '/records' }])
          volumeMounts: [{ volumeName: 'records', mountPath: '/records' }, { volumeName: 'secrets', mountPath: '/secrets' }]
        }
        // Carries what gateways send from the broker into the hub; it has no part in the records, and needs the plant file for the plant's code.
        {
          name: 'forward'
          image: image
          command: ['/opt/traceability-cloud/traceability']
          args: ['forward', '--plant', '/records', '--broker', '${broker}:8883', '--broker-ca', '/secrets/broker-ca', '--broker-certificate', '/secrets/forward-certificate', '--broker-key', '/secrets/forward-key']
          resources: { cpu: json('0.25'), memory: '0.5Gi' }
          env: log
          volumeMounts: [{ volumeName: 'records', mountPath: '/records' }, { volumeName: 'secrets', mountPath: '/secrets' }]
        }
        // The service answers on loopback alone; a replica's containers share it. This one asks who it is and passes on to 127.0.0.1:8080.
        { name: 'proxy', image: proxyImage, resources: { cpu: json('0.25'), memory: '0.5Gi' } }
      ]
      volumes: [
        { name: 'records', storageType: 'NfsAzureFile', storageName: disk.name }
        { name: 'secrets', storageType: 'Secret', secrets: [for name in secretNames: { secretRef: name, path: name }] }
      ]
      // Never two: the store belongs to one process, and the second would end at its lock.
      scale: { minReplicas: 1, maxReplicas: 1 }
    }
  }
}

output url string = 'https://${app.properties.configuration.ingress.fqdn}/'
